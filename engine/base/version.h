#ifndef ACSIM_BASE_VERSION_H
#define ACSIM_BASE_VERSION_H
#define ACSIM_FORMAT_VERSION 1 /* of scenario, model, contract and results files */
#endif

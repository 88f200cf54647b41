# Opens a results file as R users do, with ncdf4.
#
#     Rscript check_reader.R FILE.h5 [SUMS.tsv]
#
# SUMS.tsv holds what another reader found: name, items, sum (of lengths for texts), dimensions.
# Ends with 'N passed, N failed'.
suppressMessages(library(ncdf4))

arguments <- commandArgs(trailingOnly = TRUE)
passed <- 0
failed <- 0

check <- function(what, holds) {
  if (isTRUE(tryCatch(holds, error = function(e) { cat(conditionMessage(e), "\n"); FALSE }))) {
    passed <<- passed + 1
  } else {
    failed <<- failed + 1
    cat("FAILED:", what, "\n")
  }
}

file <- nc_open(arguments[1])

check("the seed stands as text", {
  seed <- ncatt_get(file, 0, "seed_text")
  seed$hasatt && grepl("^[0-9]+$", seed$value)
})
check("the title reads as UTF-8", validUTF8(ncatt_get(file, 0, "title")$value))

models <- ncvar_get(file, "summary/model")
places <- ncvar_get(file, "summary/place")
years <- ncvar_get(file, "summary/year")
check("models and places have names", models[1] == "do_nothing" && places[length(places)] == "all")
check("years are consecutive", all(diff(years) == 1))

# R turns the order of the dimensions around: year, place, model
cost <- ncvar_get(file, "summary/cost", collapse_degen = FALSE)
saving <- ncvar_get(file, "summary/net_saving", collapse_degen = FALSE)
points <- if ("summary/sweep" %in% names(file$var) || "summary/sweep" %in% names(file$dim))
  length(ncvar_get(file, "summary/sweep")) else integer(0)
check("cost stands by year, place, model, and point of a sweep",
      identical(as.integer(dim(cost)), c(length(years), length(places), length(models), points)))
dim(cost) <- dim(saving) <- c(length(years), length(places), length(models), max(points, 1))
check("net saving is the cost of do nothing less that of the model", {
  worst <- 0
  for (model in seq_along(models)) {
    difference <- cost[, , 1, ] - cost[, , model, ] - saving[, , model, ]
    worst <- max(worst, max(abs(difference)) / max(cost))
  }
  worst < 1e-9
})
check("gap has its unit", ncatt_get(file, "summary/gap", "units")$value == "GBP")
check("the resolved scenario reads as text", nchar(ncvar_get(file, "scenario/text_resolved")) > 100)

if (length(arguments) > 1) {
  sums <- read.delim(arguments[2], header = FALSE, colClasses = c("character", "numeric", "numeric", "character"))
  for (row in seq_len(nrow(sums))) {
    name <- sums[row, 1]
    check(name, {
      values <- ncvar_get(file, name, collapse_degen = FALSE)
      numbers <- if (is.character(values)) nchar(values) else values[!is.na(values)]
      rounding <- 1e-12 * max(1, sum(abs(numbers)))
      length(values) == sums[row, 2] && abs(sum(numbers) - sums[row, 3]) <= rounding
    })
    variable <- file$var[[name]]
    if (!is.null(variable) && sums[row, 4] != "")
      check(paste(name, "has its dimensions"), paste(variable$varsize, collapse = "x") == sums[row, 4])
  }
}

nc_close(file)
cat(passed, " passed, ", failed, " failed\n", sep = "")
quit(status = if (failed > 0) 1 else 0)

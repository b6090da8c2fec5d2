# One measured fit of R's coxph: Rscript coxph.R PIECES.csv
# Breslow's ties = the engine's Poisson link. Prints one line of JSON, as the other peers do.
library(survival)
rows <- read.csv(commandArgs(TRUE)[1], colClasses = c(municipality_code = "character"))
factors <- setdiff(names(rows), c("begin", "end", "unemployment", "event"))
for (name in factors) rows[[name]] <- factor(rows[[name]])
model <- reformulate(c(factors, "unemployment"), "Surv(begin, end, event)")
before <- proc.time()
fit <- coxph(model, data = rows, ties = "breslow", model = FALSE, x = FALSE, y = FALSE)
spent <- proc.time() - before
columns <- unlist(lapply(factors, function(name) paste0(name, "=", levels(rows[[name]])[-1])))
columns <- c(columns, "unemployment")
coefficients <- paste(sprintf('"%s": %.12g', columns, coef(fit)), collapse = ", ")
cat(sprintf('{"cpu": [%.3f], "wall": [%.3f], "rows": %d, "coefficients": {%s}}\n',
            spent["user.self"] + spent["sys.self"], spent["elapsed"], nrow(rows), coefficients))

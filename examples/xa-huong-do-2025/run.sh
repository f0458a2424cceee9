# What `make run OFFICE=xa-huong-do-2025` does: the list of September and the three months of the yearly review;
# the reports of December and of the quarter.
export GIAMNGHEO_CONFIG=examples/xa-huong-do-2025/config
exec giamngheo run --period 2025-12 --period 2025-Q4 --today 2025-12-18

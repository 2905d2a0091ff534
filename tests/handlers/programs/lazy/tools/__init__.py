NAIL = "na" + "il"

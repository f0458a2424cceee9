"""What a message in the outbox is about: `kind` of table `message`. By itself, so that a look at what was sent needs no mail library."""

REPORT, DRAFT, REFUSAL = "report", "draft", "refusal"
RECEIPT, REMINDER, UNFINISHED, ALARM = "receipt", "reminder", "unfinished", "alarm"

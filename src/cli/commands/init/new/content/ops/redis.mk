# The commands of Redis. The text behind `##` is shown on the chart's page.
NAMESPACE ?= default
RELEASE ?= redis
EXEC = kubectl -n $(NAMESPACE) exec $(RELEASE)-0 --

.PHONY: redis-backup
redis-backup: ## Write a snapshot and fetch it
	$(EXEC) redis-cli SAVE
	$(EXEC) cat /data/dump.rdb > redis.rdb

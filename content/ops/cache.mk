include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

RELEASE ?= cache
CACHE_EXEC = $(KUBECTL) exec $(RELEASE)-0 --

.PHONY: cache-backup
cache-backup: | $(BACKUPS) ## Write a snapshot and fetch it
	$(CACHE_EXEC) sh -c 'before=$$(redis-cli LASTSAVE); redis-cli BGSAVE; \
	  until [ "$$(redis-cli LASTSAVE)" != "$$before" ]; do sleep 1; done'
	$(CACHE_EXEC) cat /data/dump.rdb > $(BACKUPS)/cache-$(TODAY).rdb

.PHONY: cache-aof-rewrite
cache-aof-rewrite: ## Rewrite the append-only file
	$(CACHE_EXEC) redis-cli BGREWRITEAOF

.PHONY: cache-info
cache-info: ## Show the state of snapshots and of the append-only file
	$(CACHE_EXEC) redis-cli INFO persistence

.PHONY: cache-count
cache-count: ## Count the keys
	$(CACHE_EXEC) redis-cli DBSIZE

include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

RELEASE ?= search
REPOSITORY ?= objectstore
SEARCH_CURL = $(KUBECTL) exec $(RELEASE)-0 -- curl --fail --silent --show-error --header 'Content-Type: application/json'
API := http://localhost:9200

.PHONY: search-snapshot
search-snapshot: ## Take a snapshot of all indices now
	$(SEARCH_CURL) --request PUT '$(API)/_snapshot/$(REPOSITORY)/manual-$(TODAY)?wait_for_completion=true' \
	  --data '{"indices":"parcels-*","include_global_state":false}'

.PHONY: search-snapshots
search-snapshots: ## List snapshots with their state
	$(SEARCH_CURL) '$(API)/_cat/snapshots/$(REPOSITORY)?v&s=end_epoch:desc'

.PHONY: search-restore
search-restore: ## Restore SNAPSHOT; indices of the same name must be closed or gone
	@test -n "$(SNAPSHOT)" || { echo 'set SNAPSHOT to a name that search-snapshots lists'; exit 1; }
	$(SEARCH_CURL) --request POST '$(API)/_snapshot/$(REPOSITORY)/$(SNAPSHOT)/_restore' \
	  --data '{"indices":"parcels-*","include_global_state":false}'

.PHONY: search-recovery
search-recovery: ## Show shards that are being restored
	$(SEARCH_CURL) '$(API)/_cat/recovery?v&active_only=true'

.PHONY: search-health
search-health: ## Show the health of the cluster
	$(SEARCH_CURL) '$(API)/_cluster/health?pretty'

.PHONY: search-allocation-primaries
search-allocation-primaries: ## Allow only primary shards to move, before a node is restarted
	$(SEARCH_CURL) --request PUT '$(API)/_cluster/settings' \
	  --data '{"persistent":{"cluster.routing.allocation.enable":"primaries"}}'

.PHONY: search-allocation-all
search-allocation-all: ## Allow all shards to move again
	$(SEARCH_CURL) --request PUT '$(API)/_cluster/settings' \
	  --data '{"persistent":{"cluster.routing.allocation.enable":null}}'

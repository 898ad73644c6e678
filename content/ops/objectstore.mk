include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

# Aliases of the MinIO client: `mc alias set parcels …`, `mc alias set dr …`.
HERE ?= parcels
THERE ?= dr

.PHONY: objectstore-info
objectstore-info: ## Show servers, drives and used space
	mc admin info $(HERE)

.PHONY: objectstore-diff
objectstore-diff: ## List objects that one side has and the other hasn't
	mc diff $(HERE)/$(BUCKET) $(THERE)/$(BUCKET)

.PHONY: objectstore-mirror
objectstore-mirror: ## Copy BUCKET to the other site, deletions left out
	@test -n "$(BUCKET)" || { echo 'set BUCKET'; exit 1; }
	mc mirror --overwrite --preserve $(HERE)/$(BUCKET) $(THERE)/$(BUCKET)

.PHONY: objectstore-restore
objectstore-restore: ## Copy BUCKET back from the other site
	@test -n "$(BUCKET)" || { echo 'set BUCKET'; exit 1; }
	mc mirror --overwrite --preserve $(THERE)/$(BUCKET) $(HERE)/$(BUCKET)

.PHONY: objectstore-metadata-export
objectstore-metadata-export: | $(BACKUPS) ## Export users, policies and bucket settings
	cd $(BACKUPS) && mc admin cluster iam export $(HERE) && mc admin cluster bucket export $(HERE)

.PHONY: objectstore-metadata-import
objectstore-metadata-import: ## Import users, policies and bucket settings
	mc admin cluster iam import $(HERE) $(BACKUPS)/$(HERE)-iam-info.zip
	mc admin cluster bucket import $(HERE) $(BACKUPS)/$(HERE)-bucket-metadata.zip

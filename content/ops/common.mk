# Included by the Makefile of each chart.
NAMESPACE ?= parcels
BACKUPS ?= backups
KUBECTL ?= kubectl -n $(NAMESPACE)
TODAY := $(shell date -u +%Y-%m-%d)

$(BACKUPS):
	mkdir -p $@

include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

RELEASE ?= gateway
TLS_LABEL := gateway.harrowpost.example/tls=true

.PHONY: gateway-certificates-export
gateway-certificates-export: | $(BACKUPS) ## Save certificates and keys, encrypted for the on-call team
	$(KUBECTL) get secret --selector=$(TLS_LABEL) --output=yaml \
	  | age --recipients-file on-call.age.pub > $(BACKUPS)/gateway-tls-$(TODAY).yaml.age

.PHONY: gateway-certificates-import
gateway-certificates-import: ## Bring back certificates from FILE, with the key in KEY
	@test -f "$(FILE)" -a -f "$(KEY)" || { echo 'set FILE and KEY'; exit 1; }
	age --decrypt --identity "$(KEY)" "$(FILE)" | $(KUBECTL) apply -f -

.PHONY: gateway-routes
gateway-routes: ## List routes that are in force
	$(KUBECTL) get ingress,ingressroute --all-namespaces

.PHONY: gateway-probe
gateway-probe: ## Ask the shop for its health through the gateway
	curl --fail --silent --show-error https://shop.harrowpost.example/healthz

include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

RELEASE ?= queue
QUEUE_EXEC = $(KUBECTL) exec $(RELEASE)-0 --

.PHONY: queue-definitions-export
queue-definitions-export: | $(BACKUPS) ## Export users, vhosts, permissions, exchanges, queues and policies
	$(QUEUE_EXEC) rabbitmqctl export_definitions /var/lib/rabbitmq/definitions.json
	$(QUEUE_EXEC) cat /var/lib/rabbitmq/definitions.json > $(BACKUPS)/queue-definitions-$(TODAY).json
	$(QUEUE_EXEC) rm /var/lib/rabbitmq/definitions.json

.PHONY: queue-definitions-import
queue-definitions-import: ## Import definitions from FILE
	@test -f "$(FILE)" || { echo 'set FILE to an exported definitions.json'; exit 1; }
	$(KUBECTL) exec -i $(RELEASE)-0 -- sh -c 'cat > /var/lib/rabbitmq/definitions.json' < "$(FILE)"
	$(QUEUE_EXEC) rabbitmqctl import_definitions /var/lib/rabbitmq/definitions.json
	$(QUEUE_EXEC) rm /var/lib/rabbitmq/definitions.json

.PHONY: queue-list
queue-list: ## List queues with their messages and consumers
	$(QUEUE_EXEC) rabbitmqctl list_queues name type messages_ready messages_unacknowledged consumers

.PHONY: queue-status
queue-status: ## Show alarms and the members of the cluster
	$(QUEUE_EXEC) rabbitmq-diagnostics alarms
	$(QUEUE_EXEC) rabbitmqctl cluster_status

.PHONY: queue-quorum-critical
queue-quorum-critical: ## Fail where stopping the first node would stop a queue
	$(QUEUE_EXEC) rabbitmq-queues check_if_node_is_quorum_critical

.PHONY: queue-feature-flags
queue-feature-flags: ## Enable all stable feature flags, which the next version may need
	$(QUEUE_EXEC) rabbitmqctl enable_feature_flag all

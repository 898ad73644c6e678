NAMESPACE ?= default

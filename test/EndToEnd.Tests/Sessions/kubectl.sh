#!/usr/bin/env bash
# A session of kubectl against any cluster that KUBECONFIG names: everything people do with it in a day, in a namespace of its own.
# Each step prints what it did; the first that does not answer as it should ends the session with exit code 1.
# Needs a node (a hollow one will do) and, in IMAGE, an image that it can start.
set -uo pipefail

namespace=${1:-kubectl-session}
image=${IMAGE:-nginx:1.27}
other_image=${OTHER_IMAGE:-nginx:1.28}
folder=$(mktemp -d)
steps=0
trap 'rm -rf -- "$folder"; kubectl delete namespace "$namespace" --ignore-not-found --wait=false >/dev/null 2>&1' EXIT

k() { kubectl --namespace "$namespace" "$@"; }

# step WHAT PATTERN COMMAND...: the command succeeds, and what it prints matches the pattern.
step() {
  local what=$1 pattern=$2 output code
  shift 2
  output=$("$@" 2>&1 </dev/null) && code=0 || code=$?
  judge "$what" "$pattern" "$output" "$([[ $code == 0 ]] && echo yes)" "$*"
}

# refusal WHAT PATTERN COMMAND...: the command fails, and what it prints matches the pattern.
refusal() {
  local what=$1 pattern=$2 output code
  shift 2
  output=$("$@" 2>&1 </dev/null) && code=0 || code=$?
  judge "$what" "$pattern" "$output" "$([[ $code != 0 ]] && echo yes)" "$*"
}

judge() {
  if [[ -z $4 ]] || ! grep -qE -- "$2" <<<"$3"; then
    printf 'FAILED: %s\n  command: %s\n  expected: %s\n%s\n' "$1" "$5" "$2" "$3"
    exit 1
  fi
  steps=$((steps + 1))
  printf 'ok %d: %s\n' "$steps" "$1"
}

cat >"$folder/web.yaml" <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: web
          image: $image
          ports:
            - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
    - port: 80
EOF
sed 's/replicas: 2/replicas: 3/' "$folder/web.yaml" >"$folder/web-3.yaml"
cat >"$folder/settings.yaml" <<EOF
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: blue
  size: small
EOF
printf '#!/bin/sh\nsed -i "s/colour: green/colour: red/" "$1"\n' >"$folder/editor"
chmod +x "$folder/editor"

# --- What is there ---------------------------------------------------------------------------------------------------
step "version tells the server's" 'Server Version: v1\.36' kubectl version
step "cluster-info names the control plane" 'control plane.* is running at' kubectl cluster-info
step "api-resources knows short names" '^deployments +deploy +apps/v1 +true +Deployment' kubectl api-resources
step "api-resources tells verbs" 'apps/v1.*create.*watch' kubectl api-resources --api-group=apps -o wide
step "api-resources finds categories" '^services ' kubectl api-resources --categories=all
step "api-versions lists groups" '^networking\.k8s\.io/v1$' kubectl api-versions
step "explain describes a field" 'FIELD: +image' kubectl explain pod.spec.containers.image
step "explain goes down" 'livenessProbe' kubectl explain deployment.spec.template.spec.containers --recursive
step "explain knows every resource" '^all are explained$' bash -c \
  'kubectl api-resources -o name | grep -v "^events\.events\.\|\.metrics\." | xargs -P 4 -I{} kubectl explain {} --recursive >/dev/null && echo all are explained'
step "explain reads OpenAPI v2 in protobuf, too" 'livenessProbe' kubectl explain pod.spec.containers --recursive --output=plaintext-openapiv2
refusal "explain refuses an unknown field" 'does not exist' kubectl explain pod.spec.nothing
step "get --raw reads a path" 'ok' kubectl get --raw '/readyz?verbose'
step "nodes are listed wide" 'CONTAINER-RUNTIME' kubectl get nodes -o wide

# --- Creating --------------------------------------------------------------------------------------------------------
step "a namespace is created" "namespace/$namespace created" kubectl create namespace "$namespace"
refusal "it is not created twice" 'AlreadyExists' kubectl create namespace "$namespace"
step "its default service account comes" 'serviceaccount/default condition met|serviceaccount/default' \
  k wait --for=jsonpath='{.metadata.name}'=default serviceaccount/default --timeout=30s
step "diff shows what apply would do" '' bash -c "kubectl -n $namespace diff -f $folder/web.yaml; [[ \$? == 1 ]]"
step "a dry run of the server creates nothing" 'created \(server dry run\)' k apply -f "$folder/web.yaml" --dry-run=server
refusal "as get sees" 'NotFound' k get deployment web
step "a dry run of the client prints" 'kind: Deployment' k create deployment other --image="$image" --dry-run=client -o yaml
refusal "validation refuses an unknown field" 'unknown field "spec.bogus"' bash -c "sed 's/^spec:/spec:\\n  bogus: 1/' $folder/web.yaml | kubectl -n $namespace create --validate=strict -f -"
step "apply creates" 'deployment.apps/web created' k apply -f "$folder/web.yaml"
step "apply again changes nothing" 'deployment.apps/web unchanged' k apply -f "$folder/web.yaml"
step "rollout status waits" 'successfully rolled out' k rollout status deployment/web --timeout=60s
step "wait for a condition" 'deployment.apps/web condition met' k wait --for=condition=Available deployment/web --timeout=60s
step "wait for a value" 'condition met' k wait --for=jsonpath='{.status.readyReplicas}'=2 deployment/web --timeout=60s

# --- Looking ---------------------------------------------------------------------------------------------------------
step "get prints a table" '^web +2/2 +2 +2 ' k get deployments
step "get prints a wide one" '^web +2/2 +2 +2 .* web +'"$image"' +app=web' k get deployment web -o wide
step "get all finds the category" 'replicaset.apps/web-' k get all
step "get prints the scale" '^web +2 +2 ' k get deployment web --subresource=scale
step "get prints names" '^deployment.apps/web$' k get deployment web -o name
step "get prints JSON" '"kind": "Deployment"' k get deployment web -o json
step "get prints YAML without managed fields" '^kind: Deployment' k get deployment web -o yaml
step "and with them" 'managedFields:' k get deployment web -o yaml --show-managed-fields
step "get prints by JSONPath" '^2$' k get deployment web -o jsonpath='{.spec.replicas}'
step "get prints columns of one's own" '^web +2$' k get deployment web -o custom-columns=NAME:.metadata.name,REPLICAS:.spec.replicas
step "get prints by a template" '^web$' k get deployment web -o go-template='{{.metadata.name}}'
step "get chooses by label" '^pod/web-' k get pods -l app=web -o name
step "get chooses by field" '^pod/web-' k get pods --field-selector=status.phase=Running -o name
step "get sorts" '^web-' k get pods --sort-by=.metadata.creationTimestamp --no-headers
step "get pages" '^web-' k get pods --chunk-size=1 --no-headers
step "get shows labels" 'pod-template-hash=' k get pods --show-labels
step "describe a deployment" 'StrategyType: +RollingUpdate' k describe deployment web
step "describe a pod and its events" 'Successfully assigned' bash -c "kubectl -n $namespace describe pod -l app=web"
step "describe a service" 'Endpoints: +[0-9]' k describe service web
step "describe a node" 'Allocated resources' bash -c "kubectl describe \$(kubectl get nodes -o name | head -n 1)"
step "describe a namespace" 'Status: +Active' kubectl describe namespace "$namespace"
step "events of the namespace" 'ScalingReplicaSet' k events
step "events of one object" 'Scaled up replica set' k events --for=deployment/web
step "endpoint slices are there" '^web-.* +IPv4 +80 +[0-9]' k get endpointslices

# --- Changing --------------------------------------------------------------------------------------------------------
step "diff sees a change" '^\+  replicas: 3' bash -c "kubectl -n $namespace diff -f $folder/web-3.yaml || [[ \$? == 1 ]]"
step "apply changes" 'deployment.apps/web configured' k apply -f "$folder/web-3.yaml"
step "a merge patch" 'patched' k patch deployment web --type=merge -p '{"metadata":{"annotations":{"who":"me"}}}'
step "a strategic patch keeps what it does not name" 'patched' \
  k patch deployment web -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"A","value":"1"}]}]}}}}'
step "(the image is still there)" "^$image 1$" k get deployment web -o jsonpath='{.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].value}'
step "a JSON patch" 'patched' k patch deployment web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":2}]'
refusal "a JSON patch that does not apply" '(Invalid|invalid|not|unable)' k patch deployment web --type=json -p '[{"op":"test","path":"/spec/replicas","value":9}]'
step "a patch that changes nothing" 'no change' k patch deployment web --type=merge -p '{"spec":{"replicas":2}}'
step "a patch of a subresource" 'patched|scaled' k patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":3}}'
step "label" 'labeled' k label deployment web tier=front
refusal "label does not overwrite by itself" "already has a value" k label deployment web tier=back
step "label overwrites when told" 'labeled' k label deployment web tier=back --overwrite
step "label is taken off" 'unlabeled' k label deployment web tier-
step "annotate" 'annotated' k annotate deployment web note=hello
step "scale" 'scaled' k scale deployment web --replicas=2
refusal "scale heeds its precondition" '[Ee]xpected' k scale deployment web --current-replicas=7 --replicas=1
step "set image" 'image updated' k set image deployment/web web="$other_image"
step "set resources" 'resource requirements updated' k set resources deployment/web --requests=cpu=1m,memory=1Mi
step "set env" 'env updated' k set env deployment/web B=2
step "the rollout goes through" 'successfully rolled out' k rollout status deployment/web --timeout=90s
step "rollout history" '^[2-9] ' k rollout history deployment/web
step "rollout undo" 'rolled back' k rollout undo deployment/web --to-revision=1
step "rollout pause" 'paused' k rollout pause deployment/web
step "rollout resume" 'resumed' k rollout resume deployment/web
step "rollout restart" 'restarted' k rollout restart deployment/web
step "the rollout goes through again" 'successfully rolled out' k rollout status deployment/web --timeout=90s
step "the first image is back" "^$image$" k get deployment web -o jsonpath='{.spec.template.spec.containers[0].image}'
step "autoscale" 'autoscaled' k autoscale deployment web --min=2 --max=4 --cpu-percent=80
step "expose" 'exposed' k expose deployment web --name=web-again --port=8080 --target-port=80
step "replace" 'replaced' bash -c "kubectl -n $namespace get service web-again -o json | sed 's/8080/8081/' | kubectl -n $namespace replace -f -"

# --- Fields and who owns them ----------------------------------------------------------------------------------------
step "server-side apply creates" 'configmap/settings serverside-applied' k apply --server-side -f "$folder/settings.yaml"
sed -i 's/blue/green/' "$folder/settings.yaml"
refusal "another manager meets a conflict" 'conflict with "kubectl".*|Apply failed with 1 conflict' \
  k apply --server-side --field-manager=other -f "$folder/settings.yaml"
step "unless it forces" 'serverside-applied' k apply --server-side --field-manager=other --force-conflicts -f "$folder/settings.yaml"
step "diff on the server's side" 'size: big' bash -c "sed 's/small/big/' $folder/settings.yaml | kubectl -n $namespace diff --server-side --force-conflicts -f - || [[ \$? == 1 ]]"
step "edit" 'configmap/settings edited' env KUBE_EDITOR="$folder/editor" kubectl -n "$namespace" edit configmap settings
step "what was edited is there" '^red$' k get configmap settings -o jsonpath='{.data.colour}'
step "last-applied of the client's side" '"replicas": 3' k apply view-last-applied deployment/web -o json
step "create from literals" 'created' k create configmap literal --from-literal=a=1 --from-file=web.yaml="$folder/web.yaml"
step "create a secret" 'created' k create secret generic hidden --from-literal=password=sesame
step "a secret's value is kept" '^sesame$' bash -c "kubectl -n $namespace get secret hidden -o jsonpath='{.data.password}' | base64 -d"

# --- Who may do what -------------------------------------------------------------------------------------------------
step "who am I" 'Username' kubectl auth whoami
step "I may" '^yes$' k auth can-i create deployments
step "a service account may not" '^no' bash -c "kubectl -n $namespace auth can-i list pods --as=system:serviceaccount:$namespace:default; [[ \$? == 1 ]]"
step "create a role" 'created' k create role reader --verb=get,list,watch --resource=pods
step "create a binding" 'created' k create rolebinding reader --role=reader --serviceaccount="$namespace:default"
step "now it may" '^yes$' k auth can-i list pods --as="system:serviceaccount:$namespace:default"
step "and uses it" '^pod/web-' k get pods -o name --as="system:serviceaccount:$namespace:default"
refusal "but nothing else" 'Forbidden' k get secrets --as="system:serviceaccount:$namespace:default"
step "can-i lists" 'pods +.*\[get list watch\]' k auth can-i --list --as="system:serviceaccount:$namespace:default"
step "auth reconcile" 'reconciled' bash -c "kubectl -n $namespace get role reader -o yaml | kubectl auth reconcile -f -"
step "a token of a service account" '^ey' k create token default

# --- Bad manners -----------------------------------------------------------------------------------------------------
refusal "an unknown field" 'unknown field "spec.replicaz"' bash -c "sed 's/replicas: 2/replicaz: 2/' $folder/web.yaml | kubectl -n $namespace apply -f -"
refusal "a wrong value names its field" 'spec.replicas' bash -c "sed 's/replicas: 2/replicas: -2/' $folder/web.yaml | kubectl -n $namespace apply -f -"
refusal "an unknown resource" "doesn't have a resource type" k get things
refusal "a field that may not change" 'field is immutable' k patch deployment web --type=merge -p '{"spec":{"selector":{"matchLabels":{"app":"other"}}}}'

# --- The end ---------------------------------------------------------------------------------------------------------
step "cordon" 'cordoned' bash -c "kubectl cordon \$(kubectl get nodes -o name | head -n 1)"
step "uncordon" 'uncordoned' bash -c "kubectl uncordon \$(kubectl get nodes -o name | head -n 1)"
step "taint" 'tainted' bash -c "kubectl taint node \$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}') session=here:PreferNoSchedule"
step "untaint" 'untainted' bash -c "kubectl taint node \$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}') session-"
step "delete by file" 'deployment.apps "web" deleted' k delete -f "$folder/web.yaml" --timeout=60s
step "wait for deletion" '' k wait --for=delete pods -l app=web --timeout=60s
step "delete by kind" 'deleted' k delete services,horizontalpodautoscalers --all --timeout=60s
step "delete the namespace" "namespace \"$namespace\" deleted" kubectl delete namespace "$namespace" --timeout=60s
printf 'session complete: %d steps\n' "$steps"

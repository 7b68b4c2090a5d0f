namespace Navarch.ApiServer.Bootstrap;

/// <summary>The roles of every cluster and who is bound to them: upstream's names, in the notation of <see cref="RoleTable"/>.</summary>
internal static class DefaultRoles
{
    /// <summary>The table.</summary>
    public const string Table = """
        role cluster-admin group:system:masters
          * * *
          * url *
        role system:discovery group:system:authenticated
          get url /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/
        role system:public-info-viewer group:system:authenticated group:system:unauthenticated
          get url /healthz,/livez,/readyz,/version,/version/
        role system:monitoring group:system:monitoring
          get url /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*
        role system:basic-user group:system:authenticated
          create authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews
          create authentication.k8s.io selfsubjectreviews
        role system:service-account-issuer-discovery group:system:serviceaccounts
          get url /.well-known/openid-configuration,/openid/v1/jwks
        role system:auth-delegator
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io subjectaccessreviews
        role system:kube-scheduler user:system:kube-scheduler
          create,get,list,update,patch,watch coordination.k8s.io leases
          create,patch,update core,events.k8s.io events
          get,list,watch core nodes,namespaces,services,replicationcontrollers,persistentvolumeclaims,persistentvolumes
          get,list,watch,delete core pods
          create core bindings,pods/binding
          patch,update core pods/status
          get,list,watch apps replicasets,statefulsets
          get,list,watch policy poddisruptionbudgets
          get,list,watch storage.k8s.io storageclasses,csinodes,csidrivers,csistoragecapacities,volumeattachments
          get,list,watch resource.k8s.io deviceclasses,resourceclaims,resourceslices
          get,list,watch scheduling.k8s.io priorityclasses
          patch,update core persistentvolumeclaims,persistentvolumes
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io subjectaccessreviews
        role system:kube-controller-manager user:system:kube-controller-manager
          all * *
          approve,sign certificates.k8s.io signers
          bind,escalate rbac.authorization.k8s.io clusterroles,roles
          get url *
        role system:node group:system:nodes
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io subjectaccessreviews,localsubjectaccessreviews
          get,list,watch core services,namespaces
          create,get,list,watch,patch,update,delete core nodes
          get,patch,update core nodes/status
          create,patch,update core events
          create,patch,update events.k8s.io events
          create,get,list,watch,delete core pods
          patch,update core pods/status,pods/resize,pods/ephemeralcontainers
          create core pods/eviction
          get,list,watch core secrets,configmaps,serviceaccounts
          get,list,watch core persistentvolumeclaims,persistentvolumes
          patch,update core persistentvolumes
          get,patch,update core persistentvolumeclaims/status
          get core endpoints
          create,get,list,watch certificates.k8s.io certificatesigningrequests
          create,delete,get,patch,update,list,watch coordination.k8s.io leases
          get,list,watch storage.k8s.io volumeattachments,csidrivers
          create,delete,get,patch,update,list,watch storage.k8s.io csinodes
          get,list,watch node.k8s.io runtimeclasses
          get,list,watch discovery.k8s.io endpointslices
          create core serviceaccounts/token
          get,list,watch,create,delete,update,patch resource.k8s.io resourceclaims,resourceslices
        role system:node-proxier user:system:kube-proxy
          get,list,watch core services,endpoints,nodes
          create,patch,update core,events.k8s.io events
          get,list,watch discovery.k8s.io endpointslices
          get,list,watch networking.k8s.io servicecidrs,networkpolicies
          get,list,watch core namespaces,pods
        role system:kube-dns user:system:kube-dns sa:kube-dns sa:coredns
          get,list,watch core endpoints,services,pods,namespaces,nodes
          get,list,watch discovery.k8s.io endpointslices
        role system:node-bootstrapper group:system:bootstrappers
          create,get,list,watch certificates.k8s.io certificatesigningrequests
        role system:certificates.k8s.io:certificatesigningrequests:nodeclient group:system:bootstrappers
          create certificates.k8s.io certificatesigningrequests/nodeclient
        role system:certificates.k8s.io:certificatesigningrequests:selfnodeclient group:system:nodes
          create certificates.k8s.io certificatesigningrequests/selfnodeclient
        role system:kubelet-api-admin user:kube-apiserver-kubelet-client
          get,list,watch core nodes
          proxy core nodes
          * core nodes/log,nodes/metrics,nodes/proxy,nodes/stats,nodes/healthz,nodes/configz,nodes/pods
        role system:aggregate-to-view
          get,list,watch core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,pods/log,pods/status,replicationcontrollers,replicationcontrollers/scale,replicationcontrollers/status,serviceaccounts,services,services/status,bindings,events,limitranges,namespaces/status,resourcequotas,resourcequotas/status,namespaces
          get,list,watch discovery.k8s.io endpointslices
          get,list,watch apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status
          get,list,watch autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status
          get,list,watch batch cronjobs,cronjobs/status,jobs,jobs/status
          get,list,watch networking.k8s.io ingresses,ingresses/status,networkpolicies
          get,list,watch policy poddisruptionbudgets,poddisruptionbudgets/status
          get,list,watch events.k8s.io events
          get,list,watch resource.k8s.io resourceclaims,resourceclaims/status,resourceclaimtemplates
          get,list metrics.k8s.io pods,nodes
        role system:aggregate-to-edit
          get,list,watch core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,pods/log,pods/status,replicationcontrollers,replicationcontrollers/scale,replicationcontrollers/status,serviceaccounts,services,services/status,bindings,events,limitranges,namespaces/status,resourcequotas,resourcequotas/status,namespaces
          get,list,watch core pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy
          impersonate core serviceaccounts
          create,delete,deletecollection,patch,update core pods,pods/attach,pods/exec,pods/portforward,pods/proxy,configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy
          create core pods/eviction,serviceaccounts/token
          all apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale
          get,list,watch apps controllerrevisions,daemonsets/status,deployments/status,replicasets/status,statefulsets/status
          all autoscaling horizontalpodautoscalers
          all batch cronjobs,jobs
          all networking.k8s.io ingresses,networkpolicies
          all policy poddisruptionbudgets
          all coordination.k8s.io leases
          all resource.k8s.io resourceclaims,resourceclaimtemplates
          get,list,watch discovery.k8s.io endpointslices
          get,list,watch events.k8s.io events
        role system:aggregate-to-admin
          all core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,pods/log,pods/status,pods/attach,pods/exec,pods/portforward,pods/proxy,pods/eviction,replicationcontrollers,replicationcontrollers/scale,replicationcontrollers/status,secrets,serviceaccounts,serviceaccounts/token,services,services/status,services/proxy,events
          get,list,watch core bindings,limitranges,namespaces/status,resourcequotas,resourcequotas/status,namespaces
          impersonate core serviceaccounts
          all apps daemonsets,daemonsets/status,deployments,deployments/rollback,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status
          get,list,watch apps controllerrevisions
          all autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status
          all batch cronjobs,cronjobs/status,jobs,jobs/status
          all networking.k8s.io ingresses,ingresses/status,networkpolicies
          all policy poddisruptionbudgets,poddisruptionbudgets/status
          all coordination.k8s.io leases
          all resource.k8s.io resourceclaims,resourceclaims/status,resourceclaimtemplates
          all rbac.authorization.k8s.io rolebindings,roles
          create authorization.k8s.io localsubjectaccessreviews
          get,list,watch discovery.k8s.io endpointslices
          get,list,watch events.k8s.io events
        """;
}

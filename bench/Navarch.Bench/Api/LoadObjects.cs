using System.Text;

namespace Navarch.Bench.Api;

/// <summary>
/// Objects of the size people have: a pod of a Deployment with two containers, which is some 3.6 KB of JSON as stored, and a small
/// ConfigMap. No scheduler takes the pods, so that nothing but the load changes them.
/// </summary>
internal static class LoadObjects
{
    private const string Before = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"";

    private static readonly string AfterName = """
        ","labels":{"app.kubernetes.io/name":"storefront","app.kubernetes.io/instance":"storefront-production",
        "pod-template-hash":"6d4cf56db6"},"annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"9102"}},
        "spec":{"schedulerName":"none","restartPolicy":"Always","terminationGracePeriodSeconds":30,"automountServiceAccountToken":false,
        "containers":[{"name":"web","image":"registry.example.com/shop/storefront:4.17.2","args":["--listen=:8080","--log-format=json"],
        "ports":[{"name":"http","containerPort":8080},{"name":"metrics","containerPort":9102}],
        "env":[{"name":"DATABASE_HOST","value":"orders-db.shop.svc.cluster.local"},{"name":"CACHE_HOST","value":"cache.shop.svc.cluster.local:6379"}],
        "resources":{"requests":{"cpu":"250m","memory":"256Mi"},"limits":{"memory":"512Mi"}},
        "readinessProbe":{"httpGet":{"path":"/ready","port":"http"}}},
        {"name":"proxy","image":"registry.example.com/mesh/proxy:1.22.0","resources":{"requests":{"cpu":"50m","memory":"64Mi"}}}],
        "tolerations":[{"key":"dedicated","operator":"Equal","value":"web","effect":"NoSchedule"}]}}
        """.ReplaceLineEndings("");

    /// <summary>The JSON of a pod to create.</summary>
    public static byte[] Pod(string name) => Encoding.UTF8.GetBytes(Before + name + AfterName);

    /// <summary>The JSON of a ConfigMap to create.</summary>
    public static byte[] ConfigMap(string name) =>
        Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"round":"0"}}""");

    /// <summary>A merge patch that changes an annotation.</summary>
    public static byte[] AnnotationPatch(int value) => Encoding.UTF8.GetBytes("{\"metadata\":{\"annotations\":{\"bench/round\":\"" + value + "\"}}}");

    /// <summary>A merge patch that changes a ConfigMap's data.</summary>
    public static byte[] DataPatch(int value) => Encoding.UTF8.GetBytes("{\"data\":{\"round\":\"" + value + "\"}}");
}

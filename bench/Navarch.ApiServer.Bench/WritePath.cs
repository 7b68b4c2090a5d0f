using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Navarch.Api.Core.V1;
using Navarch.Api.Defaulting;
using Navarch.Api.Fields;
using Navarch.Api.Json;
using Navarch.Api.Validation;
using Navarch.ApiServer.Apply;
using Navarch.ApiServer.Authentication;
using Navarch.ApiServer.Objects;
using Navarch.Client;
using Navarch.Storage;

namespace Navarch.ApiServer.Bench;

/// <summary>The steps of a write.</summary>
internal static class WritePath
{
    private const string Namespace = "default";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod","labels":{"app.kubernetes.io/name":"storefront","app.kubernetes.io/instance":"storefront-production",
        "pod-template-hash":"6d4cf56db6"},"annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"9102"}},
        "spec":{"schedulerName":"none","restartPolicy":"Always","terminationGracePeriodSeconds":30,"automountServiceAccountToken":false,
        "containers":[{"name":"web","image":"registry.example.com/shop/storefront:4.17.2","args":["--listen=:8080","--log-format=json"],
        "ports":[{"name":"http","containerPort":8080},{"name":"metrics","containerPort":9102}],
        "env":[{"name":"DATABASE_HOST","value":"orders-db.shop.svc.cluster.local"},{"name":"CACHE_HOST","value":"cache.shop.svc.cluster.local:6379"}],
        "resources":{"requests":{"cpu":"250m","memory":"256Mi"},"limits":{"memory":"512Mi"}},
        "readinessProbe":{"httpGet":{"path":"/ready","port":"http"}}},
        {"name":"proxy","image":"registry.example.com/mesh/proxy:1.22.0","resources":{"requests":{"cpu":"50m","memory":"64Mi"}}}],
        "tolerations":[{"key":"dedicated","operator":"Equal","value":"web","effect":"NoSchedule"}]}}
        """.ReplaceLineEndings(""));

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync()
    {
        await using var store = new MemoryStore();
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=navarch", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await using var server = await ApiServerHost.StartAsync(new() { Store = store, Port = 0, ServingCertificate = certificate, ClientAuthority = certificate, ServiceAccountKey = key });
        var client = server.CreateInProcessClient(UserInfo.Authenticated("system:admin", ["system:masters"]));
        await client.CreateAsync(new ServiceAccount { Metadata = new() { Namespace = Namespace, Name = "default" } });

        var sent = (Pod)ApiJson.Read(Pod.Info, Body);
        var pod = (await client.CreateAsync(Named(sent, 0))).Value;
        var patch = "{\"metadata\":{\"annotations\":{\"round\":\"1\"}}}"u8.ToArray();
        var patched = ApiJson.Merge(Pod.Info, pod, patch, new())!;
        var set = FieldWalk.Compare(Pod.Info.Comparer!, Pod.Empty, sent).Set;

        await Step.MeasureAsync("create: decode", _ => ApiJson.Read(Pod.Info, Body));
        await Step.MeasureAsync("create: defaults", _ => Defaults.Apply(sent));
        await Step.MeasureAsync("create: fields by record", _ => FieldWalk.Compare(Pod.Info.Comparer!, Pod.Empty, pod));
        await Step.MeasureAsync("create: fields by JSON", _ => JsonComparison.Of(Pod.Info, Pod.Empty, pod));
        await Step.MeasureAsync("create: write the set of fields", _ => FieldSetJson.Write(set));
        await Step.MeasureAsync("create: validate", _ => ObjectValidation.Validate(pod));
        await Step.MeasureAsync("create: encode", _ => ObjectCodec.Encode(pod));
        await Step.MeasureAsync("create: all, in process", async i => Check(await client.CreateAsync(Named(sent, i + 1))));

        await Step.MeasureAsync("patch: merge into the record", _ => ApiJson.Merge(Pod.Info, pod, patch, new()));
        await Step.MeasureAsync("patch: defaults", _ => Defaults.Apply(patched));
        await Step.MeasureAsync("patch: fields by record", _ => FieldWalk.Compare(Pod.Info.Comparer!, pod, patched));
        await Step.MeasureAsync("patch: fields by JSON", _ => JsonComparison.Of(Pod.Info, pod, patched));
        await Step.MeasureAsync("patch: validate", _ => ObjectValidation.ValidateUpdate(patched, pod));
        await Step.MeasureAsync("patch: all, in process", async i => Check(await client.PatchAsync(
            Pod.Info, new(Namespace, pod.Metadata.Name), new PatchBody(PatchType.Merge, Encoding.UTF8.GetBytes("{\"metadata\":{\"annotations\":{\"round\":\"r" + i + "\"}}}")))));
    }

    private static Pod Named(Pod pod, int number) => pod with { Metadata = pod.Metadata with { Namespace = Namespace, Name = "pod-" + number } };

    private static void Check<T>(ApiResult<T> result)
    {
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException(result.Status.Message);
        }
    }
}

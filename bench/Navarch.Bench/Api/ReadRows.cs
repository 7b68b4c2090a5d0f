namespace Navarch.Bench.Api;

/// <summary>Rows that read pods.</summary>
internal static class ReadRows
{
    private const int GetClients = 16;
    private const string Path = $"/api/v1/namespaces/{ApiLoad.Namespace}/pods";

    /// <summary>Reads of one pod at a time.</summary>
    public static async Task<Measured> GetAsync(ApiLoad load)
    {
        await load.FillAsync();
        var bytes = await ApiLoad.SendAsync(load.Client(), ApiLoad.Get($"{Path}/{ApiLoad.PodName(0)}"));
        var measured = await load.RateAsync(GetClients, (client, i) => ApiLoad.Get($"{Path}/{ApiLoad.PodName(((i * GetClients) + client) % ApiLoad.Pods)}"));
        return measured with { Remark = $"{bytes / 1e3:0.00} KB each" };
    }

    /// <summary>The seconds a list of all pods takes.</summary>
    public static Task<Measured> ListAsync(ApiLoad load) => ListAsync(load, "application/json");

    /// <summary>The seconds a list of all pods takes in protobuf.</summary>
    public static Task<Measured> ListProtobufAsync(ApiLoad load) => ListAsync(load, ApiLoad.Protobuf);

    /// <summary>The milliseconds the first page of 500 takes.</summary>
    public static async Task<Measured> PageAsync(ApiLoad load)
    {
        await load.FillAsync();
        var measured = await load.RepeatedAsync(30, 50, _ => ApiLoad.Get(Path + "?limit=500"));
        return measured with { Value = 1000 * measured.Value };
    }

    private static async Task<Measured> ListAsync(ApiLoad load, string accept)
    {
        await load.FillAsync();
        return await load.RepeatedAsync(5, 9, _ => ApiLoad.Get(Path, accept));
    }
}

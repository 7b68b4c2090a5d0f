using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Navarch.Tests;

/// <summary>Who may depend on whom, read from the assemblies themselves. ARCHITECTURE.md says why.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Each project, and what it may see of the others.</summary>
    public static TheoryData<string, string[]> Allowed { get; } = new()
    {
        { "Navarch.Api", [] },
        { "Navarch.Storage", [] },
        { "Navarch.Client", ["Navarch.Api"] },
        { "Navarch.ApiServer", ["Navarch.Api", "Navarch.Storage", "Navarch.Client"] },
        { "Navarch.Reconciling", ["Navarch.Api", "Navarch.Client"] },
        { "Navarch.Controllers", ["Navarch.Api", "Navarch.Reconciling", "Navarch.Client"] },
        { "Navarch.Scheduler", ["Navarch.Api", "Navarch.Reconciling", "Navarch.Client"] },
        { "Navarch.Node", ["Navarch.Api", "Navarch.Client"] },
        { "Navarch.Network", ["Navarch.Api", "Navarch.Client"] },
    };

    /// <summary>Projects that decide but do not do: no network, no web server, no database.</summary>
    public static TheoryData<string> Pure { get; } = ["Navarch.Api", "Navarch.Controllers", "Navarch.Scheduler"];

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_sees_only_what_it_may(string project, string[] allowed)
    {
        var wrong = References(project).Where(r => r.StartsWith("Navarch", StringComparison.OrdinalIgnoreCase)).Except(allowed, StringComparer.Ordinal);
        Assert.True(!wrong.Any(), $"{project} must not use {string.Join(", ", wrong)}: move the code to where it belongs, or pass it in from src/Navarch.");
    }

    [Theory]
    [MemberData(nameof(Pure))]
    public void What_decides_reaches_nothing_outside(string project)
    {
        string[] outside = ["System.Net.Http", "System.Net.Sockets", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "System.Diagnostics.Process"];
        var wrong = References(project).Where(r => outside.Any(o => r.StartsWith(o, StringComparison.Ordinal)));
        Assert.True(!wrong.Any(), $"{project} must not use {string.Join(", ", wrong)}: it decides; the runtime does.");
    }

    [Theory]
    [InlineData("Navarch.Controllers")]
    [InlineData("Navarch.Scheduler")]
    [InlineData("Navarch.Reconciling")]
    public void What_decides_knows_the_contract_of_the_client_but_nothing_that_carries_requests(string project)
    {
        string[] contract = ["Navarch.Client", "Navarch.Client.Caching", "Navarch.Client.Events"];
        var wrong = Read(project, metadata => metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => metadata.GetString(type.Namespace))
            .Where(ns => ns.StartsWith("Navarch.Client", StringComparison.Ordinal))
            .Except(contract, StringComparer.Ordinal)
            .ToList());
        Assert.True(wrong.Count == 0, $"{project} must not use {string.Join(", ", wrong)}: it gets an IKubernetesClient and does not know what carries its requests.");
    }

    [Fact]
    public void Every_project_has_its_rule() => Assert.Empty(
        from file in Tidy.Repository.AllFiles()
        where file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal)
        let name = Path.GetFileNameWithoutExtension(file)
        where name is not "Navarch" and not "Navarch.Schema" && !Allowed.Any(row => Equals(((object[])row)[0], name))
        select $"{file}: say in ArchitectureTests.Allowed what it may see.");

    private static List<string> References(string project) => Read(
        project, metadata => metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToList());

    private static T Read<T>(string project, Func<MetadataReader, T> read)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        using var image = new PEReader(file);
        return read(image.GetMetadataReader());
    }
}

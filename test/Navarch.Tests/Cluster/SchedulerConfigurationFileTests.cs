using Navarch.Cluster;

namespace Navarch.Tests.Cluster;

public sealed class SchedulerConfigurationFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("navarch-scheduler").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_file_of_YAML_gives_profiles()
    {
        var (configuration, problem) = Read("""
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            profiles:
            - schedulerName: default-scheduler
            - schedulerName: packing
              pluginConfig:
              - name: NodeResourcesFit
                args:
                  scoringStrategy:
                    type: MostAllocated
            """);
        Assert.Null(problem);
        Assert.Equal(["default-scheduler", "packing"], configuration.Profiles.Select(p => p.SchedulerName));
    }

    [Fact]
    public void Every_fault_is_named()
    {
        var problem = Read("""
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            percentageOfNodesToScore: 101
            profile: []
            """).Problem!.Value;
        Assert.Contains("unknown field \"profile\"", problem.What, StringComparison.Ordinal);
        Assert.Contains("percentageOfNodesToScore: Invalid value: 101", problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [")]
    [InlineData("")]
    [InlineData("- a")]
    public void What_is_no_configuration_is_a_problem(string text) => Assert.NotNull(Read(text).Problem);

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_and_none_is_not()
    {
        Assert.NotNull(SchedulerConfigurationFile.Read(Path.Combine(directory, "absent")).Problem);
        Assert.Null(SchedulerConfigurationFile.Read("").Problem);
    }

    private (Scheduler.Configuration.SchedulerConfiguration Configuration, Problem? Problem) Read(string text)
    {
        var path = Path.Combine(directory, "scheduler.yaml");
        File.WriteAllText(path, text);
        return SchedulerConfigurationFile.Read(path);
    }
}

namespace Navarch.ApiServer;

/// <summary>The stages a request goes through, top to bottom.</summary>
internal sealed class ApiPipeline
{
    private readonly NextStage first;

    private ApiPipeline(params ReadOnlySpan<IStage> stages)
    {
        NextStage next = static call => StatusResponse.WriteAsync(call.Http, Failures.NoSuchResource());
        for (var i = stages.Length - 1; i >= 0; i--)
        {
            var stage = stages[i];
            var rest = next;
            next = call => stage.InvokeAsync(call, rest);
        }

        first = next;
    }

    /// <summary>The pipeline of this server.</summary>
    public static ApiPipeline Of(ApiStages stages) => new(
        stages.RequestInfo,
        stages.Metrics,
        stages.Errors,
        stages.Deadline,
        stages.Authentication,
        stages.Impersonation,
        stages.FlowControl,
        stages.Authorization,
        stages.Plain,
        stages.Resources);

    /// <summary>Answers a call.</summary>
    public ValueTask InvokeAsync(ApiCall call) => first(call);
}

/// <summary>The stages, made by the host.</summary>
internal sealed record ApiStages(
    RequestInfoStage RequestInfo,
    MetricsStage Metrics,
    ErrorStage Errors,
    DeadlineStage Deadline,
    AuthenticationStage Authentication,
    ImpersonationStage Impersonation,
    IStage FlowControl,
    AuthorizationStage Authorization,
    PlainStage Plain,
    ResourceStage Resources);

namespace Navarch.ApiServer.Pipeline;

/// <summary>The rest of the pipeline.</summary>
internal delegate ValueTask NextStage(ApiCall call);

/// <summary>One stage of the pipeline: it answers the call itself, or hands it on.</summary>
internal interface IStage
{
    /// <summary>Handles the call.</summary>
    ValueTask InvokeAsync(ApiCall call, NextStage next);
}

namespace Navarch.ApiServer.Endpoints;

/// <summary>Speaks HTTP for one verb (or a few) of resources: reads the request, calls the verb, writes the answer.</summary>
internal interface IEndpoint
{
    /// <summary>What it answers with.</summary>
    AnswerForm Form => AnswerForm.Objects;


    /// <summary>Answers the call.</summary>
    ValueTask InvokeAsync(ApiCall call, ResourceCall resource);
}

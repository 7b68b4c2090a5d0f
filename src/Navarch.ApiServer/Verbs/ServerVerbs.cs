using Navarch.ApiServer.Apply;

namespace Navarch.ApiServer.Verbs;

/// <summary>The verbs of resources, for every transport.</summary>
internal sealed class ServerVerbs
{
    /// <summary>Verbs over a core.</summary>
    public ServerVerbs(ServerCore core, TokenVerb tokens)
    {
        Get = new GetVerb(core.Store);
        List = new ListVerb(core);
        Watch = new WatchVerb(core);
        Create = new CreateVerb(core);
        Update = new UpdateVerb(core);
        Patch = new PatchVerb(Update);
        Apply = new ApplyVerb(core, Create, Update);
        Delete = new DeleteVerb(core);
        DeleteCollection = new DeleteCollectionVerb(List, Delete);
        Subresources = new SubresourceVerbs(core, Update, Delete, tokens);
        Scale = new ScaleVerb(core.Store, Update, Apply);
    }

    /// <summary>Reads one object.</summary>
    public GetVerb Get { get; }

    /// <summary>Lists objects.</summary>
    public ListVerb List { get; }

    /// <summary>Watches objects.</summary>
    public WatchVerb Watch { get; }

    /// <summary>Creates an object.</summary>
    public CreateVerb Create { get; }

    /// <summary>Changes an object.</summary>
    public UpdateVerb Update { get; }

    /// <summary>Patches an object.</summary>
    public PatchVerb Patch { get; }

    /// <summary>Applies a document to an object.</summary>
    public ApplyVerb Apply { get; }

    /// <summary>Deletes an object.</summary>
    public DeleteVerb Delete { get; }

    /// <summary>Deletes a selection of objects.</summary>
    public DeleteCollectionVerb DeleteCollection { get; }

    /// <summary>Subresources that take a document of their own.</summary>
    public SubresourceVerbs Subresources { get; }

    /// <summary>The scale of objects that have replicas.</summary>
    public ScaleVerb Scale { get; }
}

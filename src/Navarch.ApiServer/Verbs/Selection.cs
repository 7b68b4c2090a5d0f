namespace Navarch.ApiServer.Verbs;

/// <summary>What a list, watch or collection delete takes of a resource: a namespace, labels, fields.</summary>
internal sealed class Selection
{
    private readonly ServedResource resource;
    private readonly LabelFilter labels;
    private readonly FieldFilter fields;

    private Selection(ServedResource resource, string prefix, LabelFilter labels, FieldFilter fields)
    {
        this.resource = resource;
        Prefix = prefix;
        this.labels = labels;
        this.fields = fields;
    }

    /// <summary>What the store's names start with.</summary>
    public string Prefix { get; }

    /// <summary>Whether everything with the prefix is taken.</summary>
    public bool TakesAll => labels.IsEverything && fields.IsEverything;

    /// <summary>Whether the selection takes this entry.</summary>
    public bool Takes(Entry entry)
    {
        if (TakesAll)
        {
            return true;
        }

        var obj = resource.Decode(entry);
        return labels.Matches(obj.Metadata.Labels) && fields.Matches(obj);
    }

    /// <summary>Reads the selectors of a query.</summary>
    public static ApiResult<Selection> Of(ServedResource resource, string ns, ListQuery query)
    {
        if (!LabelFilter.TryParse(query.LabelSelector, out var byLabel, out var problem))
        {
            return Failures.BadRequest(problem);
        }

        if (!FieldFilter.TryParse(query.FieldSelector, out var byField, out problem))
        {
            return Failures.BadRequest(problem);
        }

        foreach (var requirement in byField.Requirements)
        {
            if (!FieldSelectors.IsSupported(resource.Kind, requirement.Field))
            {
                return Failures.BadRequest(FieldSelectors.HasOwnFields(resource.Kind)
                    ? $"field label not supported: {requirement.Field}"
                    : $"\"{requirement.Field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
            }
        }

        // One namespace's objects stand together in the store, one object's name says where it is.
        var prefix = resource.IsNamespaced && ns.Length > 0 ? ns + "/" : "";
        if (byField.RequiredValue("metadata.name") is { } name && (!resource.IsNamespaced || ns.Length > 0))
        {
            prefix += name;
        }

        return new Selection(resource, prefix, byLabel, byField);
    }
}

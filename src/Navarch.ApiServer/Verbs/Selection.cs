namespace Navarch.ApiServer.Verbs;

/// <summary>What a list, watch or collection delete takes of a resource: a namespace, labels, fields.</summary>
internal sealed class Selection
{
    private readonly ServedResource resource;
    private readonly LabelRequirements? labels;
    private readonly FieldRequirements? fields;

    private Selection(ServedResource resource, string prefix, LabelRequirements? labels, FieldRequirements? fields)
    {
        this.resource = resource;
        Prefix = prefix;
        this.labels = labels;
        this.fields = fields;
    }

    /// <summary>What the store's names start with.</summary>
    public string Prefix { get; }

    /// <summary>Whether everything with the prefix is taken.</summary>
    public bool TakesAll => labels is null && fields is null;

    /// <summary>Whether the selection takes this entry.</summary>
    public bool Takes(Entry entry)
    {
        if (TakesAll)
        {
            return true;
        }

        var obj = resource.Decode(entry);
        return (labels is null || labels.Match(obj.Metadata.Labels)) && (fields is null || fields.Match(obj, resource.Strategy));
    }

    /// <summary>Reads the selectors of a query.</summary>
    public static ApiResult<Selection> Of(ServedResource resource, string ns, ListQuery query)
    {
        LabelRequirements? byLabel = null;
        if (query.LabelSelector.Length > 0 && !LabelRequirements.TryParse(query.LabelSelector, out byLabel, out var problem))
        {
            return Failures.BadRequest($"unable to parse requirement: {problem}");
        }

        FieldRequirements? byField = null;
        if (query.FieldSelector.Length > 0)
        {
            var parsed = FieldRequirements.Parse(query.FieldSelector, resource);
            if (!parsed.IsSuccess)
            {
                return parsed.Status;
            }

            byField = parsed.Value;
        }

        var prefix = resource.IsNamespaced && ns.Length > 0 ? ns + "/" : "";
        return new Selection(resource, prefix, byLabel is { IsEmpty: true } ? null : byLabel, byField is { IsEmpty: true } ? null : byField);
    }
}

using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for <c>x-kubernetes-list-type</c>, its keys and <c>x-kubernetes-map-type</c>: how lists and maps are merged.</summary>
internal static class SchemaListRules
{
    private static readonly string[] ListTypes = ["atomic", "map", "set"];
    private static readonly string[] MapTypes = ["atomic", "granular"];

    public static void Validate(JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        if (schema.XMapType is { } mapType)
        {
            Known(path.Child("x-kubernetes-map-type"), mapType, MapTypes, errors);
            Typed(schema.Type, "object", path, "must be object if x-kubernetes-map-type is specified", errors);
        }

        if (schema.XListType is { } listType)
        {
            Known(path.Child("x-kubernetes-list-type"), listType, ListTypes, errors);
            Typed(schema.Type, "array", path, "must be array if x-kubernetes-list-type is specified", errors);
        }

        if (!schema.XListMapKeys.IsEmpty && schema.XListType != "map")
        {
            var at = path.Child("x-kubernetes-list-type");
            if (schema.XListType is null)
            {
                errors.Required(at, "must be map if x-kubernetes-list-map-keys is non-empty");
            }
            else
            {
                errors.Invalid(at, schema.XListType, "must be map if x-kubernetes-list-map-keys is non-empty");
            }
        }

        if (schema is { XListType: "set", Items.Schema: { } item })
        {
            Item(item, path.Child("items"), errors);
        }
        else if (schema.XListType == "map")
        {
            Map(schema, path, errors);
        }
    }

    private static void Item(JSONSchemaProps item, FieldPath path, ErrorList errors)
    {
        if (item.Nullable)
        {
            errors.Forbidden(path.Child("nullable"), "cannot be nullable when x-kubernetes-list-type is set");
        }

        if (item.Type == "array" && item.XListType is not (null or "atomic"))
        {
            errors.Invalid(path.Child("x-kubernetes-list-type"), item.XListType, "must be atomic as item of a list with x-kubernetes-list-type=set");
        }

        if (item.Type == "object" && item.XMapType != "atomic")
        {
            errors.Invalid(path.Child("x-kubernetes-map-type"), item.XMapType, "must be atomic as item of a list with x-kubernetes-list-type=set");
        }
    }

    private static void Map(JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        var keys = path.Child("x-kubernetes-list-map-keys");
        if (schema.XListMapKeys.IsEmpty)
        {
            errors.Required(keys, "must not be empty if x-kubernetes-list-type is map");
        }

        if (schema.Items is null)
        {
            // That a list needs items is told elsewhere.
            return;
        }

        path = path.Child("items");
        if (schema.Items.Schema is not { } item)
        {
            errors.Invalid(path, schema.Items, "must only have a single schema if x-kubernetes-list-type is map");
            return;
        }

        Typed(item.Type, "object", path, "must be object if parent array's x-kubernetes-list-type is map", errors);
        if (item.Nullable)
        {
            errors.Forbidden(path.Child("nullable"), "cannot be nullable when x-kubernetes-list-type is map");
        }

        NamedRules.Distinct(keys, schema.XListMapKeys, errors);
        for (var i = 0; i < schema.XListMapKeys.Count; i++)
        {
            var key = schema.XListMapKeys[i];
            if (!item.Properties.TryGetValue(key, out var property))
            {
                errors.Invalid(keys.Index(i), key, "entries must all be names of item properties");
                continue;
            }

            var at = path.Child("properties").Key(key);
            if (property.Type is "array" or "object")
            {
                errors.Invalid(at.Child("type"), property.Type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
            }

            if (property.Default.IsEmpty && !item.Required.Contains(key, StringComparer.Ordinal))
            {
                errors.Required(at.Child("default"), "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            }

            if (property.Nullable)
            {
                errors.Forbidden(at.Child("nullable"), "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }

    private static void Known(FieldPath path, string value, string[] known, ErrorList errors)
    {
        if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.NotSupported(path, value, known);
        }
    }

    private static void Typed(string type, string wanted, FieldPath path, string what, ErrorList errors)
    {
        if (type != wanted)
        {
            errors.Invalid(path.Child("type"), type, what);
        }
    }
}

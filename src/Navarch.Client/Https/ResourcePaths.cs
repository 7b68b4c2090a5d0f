using System.Text;
using Navarch.Api;

namespace Navarch.Client.Https;

/// <summary>The REST paths of the API.</summary>
public static class ResourcePaths
{
    /// <summary>The path of a collection; an empty namespace means every one.</summary>
    public static string Collection(KindInfo kind, string ns)
    {
        var path = new StringBuilder(96);
        path.Append(kind.Group.Length == 0 ? "api/" : "apis/").Append(kind.ApiVersion);
        if (kind.Namespaced && ns.Length > 0)
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(ns));
        }

        return path.Append('/').Append(kind.Resource).ToString();
    }

    /// <summary>The path of one object, or of one of its subresources.</summary>
    public static string Item(KindInfo kind, NamespacedName name, string subresource = "")
    {
        var path = $"{Collection(kind, name.Namespace)}/{Uri.EscapeDataString(name.Name)}";
        return subresource.Length == 0 ? path : $"{path}/{subresource}";
    }

    /// <summary>The path and parameters of a list or watch.</summary>
    public static string Query(KindInfo kind, ListQuery query, bool watch)
    {
        var path = new StringBuilder(Collection(kind, query.Namespace));
        var separator = '?';
        Add("watch", watch ? "true" : "");
        Add("labelSelector", query.LabelSelector);
        Add("fieldSelector", query.FieldSelector);
        Add("resourceVersion", query.ResourceVersion);
        Add("resourceVersionMatch", query.ResourceVersionMatch);
        Add("limit", query.Limit > 0 ? query.Limit.ToString() : "");
        Add("continue", query.Continue);
        Add("allowWatchBookmarks", watch && query.AllowBookmarks ? "true" : "");
        Add("sendInitialEvents", watch && query.SendInitialEvents ? "true" : "");
        Add("timeoutSeconds", query.Timeout is { } timeout ? ((long)timeout.TotalSeconds).ToString() : "");
        return path.ToString();

        void Add(string key, string value)
        {
            if (value.Length > 0)
            {
                path.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }
    }
}

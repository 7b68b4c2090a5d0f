namespace Navarch.ApiServer.OpenApi;

/// <summary>The versions of OpenAPI in which the API is described.</summary>
internal enum OpenApiVersion
{
    /// <summary>Version 2.0, once Swagger: one document of the whole API, without defaults and enums.</summary>
    V2,

    /// <summary>Version 3.0: a document a group version.</summary>
    V3,
}

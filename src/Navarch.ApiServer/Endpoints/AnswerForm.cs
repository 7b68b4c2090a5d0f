namespace Navarch.ApiServer.Endpoints;

/// <summary>What an endpoint answers with, and so what a client may ask for.</summary>
internal enum AnswerForm
{
    /// <summary>Objects of the resource: whole, as tables, or their metadata only.</summary>
    Objects,

    /// <summary>A document that is only ever whole.</summary>
    Document,

    /// <summary>Bytes that are no object: a log, a stream, another server's answer.</summary>
    Bytes,
}

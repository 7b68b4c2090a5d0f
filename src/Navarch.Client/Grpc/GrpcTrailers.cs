using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Navarch.Client.Grpc;

/// <summary>Reads how a call ended from the trailers, or from the headers when the server sent nothing else.</summary>
internal static class GrpcTrailers
{
    public static void ThrowUnlessOk(HttpResponseMessage response)
    {
        var source = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        if (First(source, "grpc-status") is not { } text || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            throw new GrpcException(GrpcStatusCode.Internal, "the server ended the call without a status");
        }
        if (code != 0)
        {
            var message = Uri.UnescapeDataString(First(source, "grpc-message") ?? "");
            throw new GrpcException(Enum.IsDefined((GrpcStatusCode)code) ? (GrpcStatusCode)code : GrpcStatusCode.Unknown, message);
        }
    }

    /// <summary>The code that the protocol gives to an HTTP answer which is not gRPC's.</summary>
    public static GrpcStatusCode FromHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };

    private static string? First(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

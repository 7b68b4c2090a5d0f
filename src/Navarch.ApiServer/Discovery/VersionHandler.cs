using System.Runtime.InteropServices;
using System.Text;

namespace Navarch.ApiServer.Discovery;

/// <summary>Answers <c>/version</c>.</summary>
internal static class VersionHandler
{
    /// <summary>The version of the API that is served.</summary>
    public const string GitVersion = "v1.36.0+navarch";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes($$"""
        {
          "major": "1",
          "minor": "36",
          "emulationMajor": "1",
          "emulationMinor": "36",
          "minCompatibilityMajor": "1",
          "minCompatibilityMinor": "35",
          "gitVersion": "{{GitVersion}}",
          "gitCommit": "",
          "gitTreeState": "clean",
          "buildDate": "1970-01-01T00:00:00Z",
          "goVersion": "",
          "compiler": "{{RuntimeInformation.FrameworkDescription}}",
          "platform": "linux/{{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}}"
        }
        """);

    /// <summary>Answers the call if it is for the version.</summary>
    public static async ValueTask<bool> HandleAsync(ApiCall call)
    {
        if (call.Info.Path is not ("/version" or "/version/"))
        {
            return false;
        }

        await JsonResponse.WriteAsync(call.Http, Body);
        return true;
    }
}

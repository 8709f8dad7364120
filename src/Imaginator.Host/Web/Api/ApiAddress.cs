using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api;

/// <summary>Where the API is.</summary>
internal static class ApiAddress
{
    /// <summary>What every address of the API begins with.</summary>
    public const string Root = "/api/v1";

    /// <summary>Whether a path is one of the API, of whatever version.</summary>
    public static bool Is(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal);
}

using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Addresses;

/// <summary>Addresses of the API.</summary>
internal static class ApiAddress
{
    /// <summary>The common beginning of all addresses of the API.</summary>
    public const string Root = "/api/v1";

    /// <summary>The OpenAPI document.</summary>
    public const string Document = Root + "/openapi.json";

    /// <summary>The page that shows the document.</summary>
    public const string Reference = Root + "/reference";

    /// <summary>Whether a path belongs to the API, in any version.</summary>
    public static bool Is(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal);
}

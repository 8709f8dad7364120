using System.Collections.Frozen;

namespace Imaginator.Host.Auditing;

/// <summary>
/// The names of actions in the audit log: one name for one action on all channels. An action of RPC has the name of
/// its method, without the service.
/// </summary>
internal static class AuditActions
{
    public const string BuildImage = "BuildImage";
    public const string RetryBuild = "retry-build";
    public const string CancelBuild = "CancelBuild";
    public const string DisableBuildRequests = "DisableBuildRequests";
    public const string EnableBuildRequests = "enable-build-requests";
    public const string DisableAutoBuilds = "DisableAutoBuilds";
    public const string EnableAutoBuilds = "enable-auto-builds";
    public const string StartAutoBuilds = "StartAutoBuilds";
    public const string ReplaceIdleSlaves = "ReplaceIdleSlaves";
    public const string SetDebugLevel = "SetDebugLevel";
    public const string ChangeImageExpiration = "ChangeImageExpiration";
    public const string DeleteImage = "DeleteImage";

    /// <summary>A build uses a source image with inputs that its own stream does not choose.</summary>
    public const string BuildSourceImage = "build-source-image";

    public const string MakeToken = "make-token";
    public const string ListTokens = "list-tokens";
    public const string RevokeToken = "revoke-token";

    /// <summary>A request has a bearer token that is not accepted.</summary>
    public const string UseToken = "use-token";

    /// <summary>A notification is delivered again.</summary>
    public const string ReplayDelivery = "replay-delivery";

    public const string SignIn = "sign-in";
    public const string SignOut = "sign-out";

    /// <summary>An identified caller reads a page or an answer of the API without permission.</summary>
    public const string Read = "read";

    public const string ReadAudit = "read-audit";

    private const string NoTime = "0s";

    // Methods that do the same as others.
    private static readonly FrozenDictionary<string, string> SameAs = new Dictionary<string, string>
    {
        ["BuildImageWithEvents"] = BuildImage,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The action and the target of a call of the RPC method <c>Service.Method</c>.</summary>
    public static (string Action, string Target) OfCall(string method, string target)
    {
        ArgumentNullException.ThrowIfNull(method);
        var name = method[(method.LastIndexOf('.') + 1)..];
        return (name, target) switch
        {
            // RPC ends a pause as a pause of no time.
            (DisableBuildRequests, NoTime) => (EnableBuildRequests, ""),
            (DisableAutoBuilds, NoTime) => (EnableAutoBuilds, ""),
            _ => (SameAs.GetValueOrDefault(name, name), target),
        };
    }
}

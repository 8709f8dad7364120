using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads <c>Identities</c> of the site and of streams.</summary>
internal static class IdentitiesBinder
{
    private static readonly string[] Policies = ["remove", "warn", "keep"];

    /// <summary>Null if the policy is not given.</summary>
    public static IdentityPolicy? Bind(JsonFields owner)
    {
        var field = owner.Find("Identities");
        switch (field?.AsText(Policies))
        {
            case "remove":
                return IdentityPolicy.Remove;
            case "warn":
                return IdentityPolicy.Warn;
            case "keep":
                return IdentityPolicy.Keep;
            case { } other:
                field.Error($"unknown identity policy \"{other}\"; use remove (the default), warn or keep");
                return null;
            default:
                return null;
        }
    }
}

namespace Imaginator.Host.Access;

/// <summary>
/// Names of methods that exist over HTTP only: certificates permit them like methods of RPC, and roles and tokens as far as their
/// streams reach.
/// </summary>
internal static class AccessMethods
{
    /// <summary>Read all pages and everything that the API shows.</summary>
    public const string Read = "Imaginator.Read";

    /// <summary>Read the audit log.</summary>
    public const string ReadAudit = "Imaginator.ReadAudit";

    /// <summary>Make bearer tokens.</summary>
    public const string MakeToken = "Imaginator.MakeToken";

    /// <summary>List bearer tokens, without their texts.</summary>
    public const string ListTokens = "Imaginator.ListTokens";

    /// <summary>Revoke bearer tokens.</summary>
    public const string RevokeToken = "Imaginator.RevokeToken";

    /// <summary>Deliver notifications again.</summary>
    public const string ReplayDelivery = "Imaginator.ReplayDelivery";
}

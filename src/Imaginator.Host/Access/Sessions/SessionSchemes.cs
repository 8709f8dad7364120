namespace Imaginator.Host.Access.Sessions;

/// <summary>The names of the authentication schemes.</summary>
internal static class SessionSchemes
{
    /// <summary>The cookie of a session.</summary>
    public const string Session = "session";

    /// <summary>The OpenID Connect provider.</summary>
    public const string Provider = "provider";
}

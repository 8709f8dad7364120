namespace Imaginator.Host.Web.Entry;

/// <summary>Addresses for signing in and out.</summary>
internal static class EntryAddress
{
    /// <summary>Sends a browser to the provider.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>The form that ends the session.</summary>
    public const string SignOut = "/sign-out";

    /// <summary>The page after the end of a session.</summary>
    public const string SignedOut = "/signed-out";

    /// <summary>The query parameter with the address of this daemon to return to after signing in.</summary>
    public const string ReturnTo = "returnTo";

    /// <summary>The page to sign in, which returns to an address of this daemon. Both are without the path of a proxy.</summary>
    public static string OfSignIn(string returnTo) => $"{SignIn}?{ReturnTo}={Uri.EscapeDataString(returnTo)}";

    /// <summary>
    /// Whether a text is an address of this daemon: a path, and not the beginning of an address of another host. Addresses are printable
    /// ASCII: others would be no valid header.
    /// </summary>
    public static bool IsLocal(string address) =>
        address.StartsWith('/')
        && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.Contains('\\', StringComparison.Ordinal)
        && address.All(letter => letter is > ' ' and <= '~');
}

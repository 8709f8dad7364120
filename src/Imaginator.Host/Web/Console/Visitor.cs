namespace Imaginator.Host.Web.Console;

/// <summary>Who reads a page.</summary>
internal sealed record Visitor
{
    /// <summary>A reader without credentials, who cannot sign in.</summary>
    public static Visitor Anonymous { get; } = new();

    /// <summary>The name of the user; empty for an anonymous reader.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the reader sees, or can sign in to see, the pages that are about the whole site.</summary>
    public bool SeesSite { get; init; } = true;

    /// <summary>The address of the page to sign in; null if signing in is not possible, or if the reader has done it.</summary>
    public string? SignInAddress { get; init; }

    /// <summary>The address of the form to sign out; null without a session.</summary>
    public string? SignOutAddress { get; init; }

    /// <summary>The name of the field of forms with <see cref="FormToken"/>.</summary>
    public string FormField { get; init; } = "";

    /// <summary>The value that forms of the reader's session must have; empty without a session.</summary>
    public string FormToken { get; init; } = "";
}

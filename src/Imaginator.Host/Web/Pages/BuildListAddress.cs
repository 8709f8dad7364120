namespace Imaginator.Host.Web.Pages;

/// <summary>The addresses of lists of builds.</summary>
internal static class BuildListAddress
{
    /// <summary>The builds of everybody.</summary>
    public static string Of(BuildListKind kind) => $"/show{kind}Builds";

    /// <summary>The builds of one stream, whose name follows.</summary>
    public static string OfStream(BuildListKind kind) => $"/showStream{kind}Builds";

    /// <summary>The builds that one user has asked for, whose name follows.</summary>
    public static string OfRequestor(BuildListKind kind) => $"/showRequestor{kind}Builds";
}

namespace Imaginator.Host.Web.Addresses;

/// <summary>The addresses of lists of builds.</summary>
internal static class BuildListAddress
{
    /// <summary>All builds.</summary>
    public static string Of(BuildListKind kind) => $"/show{kind}Builds";

    /// <summary>The builds of one stream; the query is its name.</summary>
    public static string OfStream(BuildListKind kind) => $"/showStream{kind}Builds";

    /// <summary>The builds that one user requested; the query is the user name.</summary>
    public static string OfRequestor(BuildListKind kind) => $"/showRequestor{kind}Builds";
}

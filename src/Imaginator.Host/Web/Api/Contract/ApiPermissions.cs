namespace Imaginator.Host.Web.Api.Contract;

/// <summary>The permissions that operations require, for the OpenAPI document. docs/reference/access.md describes roles.</summary>
internal static class ApiPermissions
{
    /// <summary>To read about one stream.</summary>
    public const string View = "the role view for the stream, or access to Imaginator.Read";

    /// <summary>To read a list of streams, or of things that belong to streams.</summary>
    public const string ViewSome = "the role view for a stream, or access to Imaginator.Read; the answer leaves out streams that the caller cannot see";

    /// <summary>To read about the whole site.</summary>
    public const string ViewAll = "the role view for all streams, or access to Imaginator.Read";

    /// <summary>To start a build.</summary>
    public const string Build = "the role build for the stream, or access to Imaginator.BuildImage";

    /// <summary>To change a stream.</summary>
    public static string Manage(string method) => $"the role manage for the stream, or access to {method}";

    /// <summary>To change an image.</summary>
    public static string ManageImage(string method) => $"the role manage for the stream, access to {method}, or ownership of the image";

    /// <summary>To act on a token. Tokens cannot.</summary>
    public static string ManageToken(string method) =>
        $"the role manage for all streams of the token, or access to {method}; a bearer token is not sufficient";

    /// <summary>To act on the whole site.</summary>
    public static string ManageAll(string method) => $"the role manage for all streams, or access to {method}";
}

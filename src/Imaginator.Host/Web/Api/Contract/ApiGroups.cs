namespace Imaginator.Host.Web.Api.Contract;

/// <summary>The groups of operations in the OpenAPI document.</summary>
internal static class ApiGroups
{
    public const string Builds = "Builds";
    public const string Streams = "Streams";
    public const string Images = "Images";
    public const string Rebuilds = "Automatic builds";
    public const string Daemon = "Daemon";
    public const string Access = "Access";
    public const string Notifications = "Notifications";
}

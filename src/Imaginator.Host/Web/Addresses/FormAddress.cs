using Imaginator.Host.Auditing;

namespace Imaginator.Host.Web.Addresses;

/// <summary>Addresses to which the forms of pages are sent: each ends with the name of its action.</summary>
internal static class FormAddress
{
    /// <summary>The common beginning of the addresses.</summary>
    public const string Root = "/actions/";

    public const string BuildImage = Root + AuditActions.BuildImage;
    public const string RetryBuild = Root + AuditActions.RetryBuild;
    public const string CancelBuild = Root + AuditActions.CancelBuild;
    public const string DisableBuildRequests = Root + AuditActions.DisableBuildRequests;
    public const string EnableBuildRequests = Root + AuditActions.EnableBuildRequests;
    public const string DisableAutoBuilds = Root + AuditActions.DisableAutoBuilds;
    public const string EnableAutoBuilds = Root + AuditActions.EnableAutoBuilds;
    public const string StartAutoBuilds = Root + AuditActions.StartAutoBuilds;
    public const string ReplayDelivery = Root + AuditActions.ReplayDelivery;
}

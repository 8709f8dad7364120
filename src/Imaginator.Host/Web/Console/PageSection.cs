namespace Imaginator.Host.Web.Console;

/// <summary>The sections of the navigation.</summary>
internal enum PageSection
{
    /// <summary>A page that is in no section.</summary>
    None,

    Status,
    Streams,
    Failing,
    Builds,
    Images,
    Graph,
    Dashboards,
    Logs,
    Plugins,
    Notifications,
    Audit,
}

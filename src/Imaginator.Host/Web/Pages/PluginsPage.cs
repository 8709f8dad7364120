using Imaginator.Host.Web.Html;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page <c>/showPlugins</c>: the loaded plugins with what they provide, failed and skipped plugins, and conflicts.</summary>
internal sealed class PluginsPage(PluginSet plugins)
{
    public HtmlPage Make() => new("Plugins", html =>
    {
        foreach (var failed in plugins.Failed)
        {
            html.Write($"<div class=\"notice error\">Cannot load plugin {failed.NameAndVersion} in <code>{failed.Folder}</code>: {failed.Reason}</div>\n");
        }

        foreach (var conflict in plugins.Conflicts)
        {
            html.Write($"<div class=\"notice error\">{conflict.ToString()}</div>\n");
        }

        foreach (var plugin in plugins.Conditions)
        {
            if (plugin.DisabledReason is { } reason)
            {
                html.Write($"<div class=\"notice error\">Plugin {plugin.Name} {plugin.Version} is disabled until the next start: {reason}</div>\n");
            }
        }

        foreach (var skipped in plugins.Skipped)
        {
            html.Write($"<div class=\"notice\">Plugin {skipped.Name} in <code>{skipped.Folder}</code> is not used: {skipped.Reason}</div>\n");
        }

        html.Write($"""
            <div class="table"><table>
            <thead><tr><th>Name</th><th>Version</th><th>Provides</th><th>Description</th><th>File</th></tr></thead>
            <tbody>

            """);
        foreach (var plugin in plugins.Loaded)
        {
            html.Write($"""
                <tr>
                <td class="short" data-label="Name">{plugin.Name}</td>
                <td class="short" data-label="Version">{plugin.Version}</td>
                <td data-label="Provides">{string.Join(", ", plugin.Provides)}</td>
                <td data-label="Description">{plugin.Description}</td>
                <td class="mono" data-label="File">{plugin.File}</td>
                </tr>

                """);
        }

        html.Write($"</tbody>\n</table></div>\n");
    });
}

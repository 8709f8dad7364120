using System.Collections.Immutable;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Workers;

namespace Imaginator.Host.Web.Pages;

/// <summary>The workers in a table.</summary>
internal static class WorkersTable
{
    /// <summary>Writes the table; nothing without workers.</summary>
    public static void Write(HtmlWriter html, ImmutableArray<WorkerSnapshot> workers)
    {
        if (workers.IsDefaultOrEmpty)
        {
            return;
        }

        var lost = workers.Count(worker => worker.Health == WorkerHealth.Lost);
        html.Write($"<h2>Workers <span class=\"count\">{workers.Length}, {lost} lost</span></h2>\n");
        html.Write($"""
            <div class="table"><table>
            <thead><tr><th>Worker</th><th>Address</th><th>State</th><th class="number">Builds</th></tr></thead>
            <tbody>

            """);
        foreach (var worker in workers)
        {
            html.Write($"""
                <tr>
                <td class="name" data-label="Worker">{worker.Definition.Name}</td>
                <td data-label="Address"><span class="mono">{worker.Definition.Address}</span></td>
                <td data-label="State">{State(worker)}</td>
                <td class="number" data-label="Builds">{worker.Builds} of {worker.Definition.MaximumBuilds}</td>
                </tr>

                """);
        }

        html.Write($"</tbody>\n</table></div>\n");
    }

    private static HtmlPart State(WorkerSnapshot worker) => html =>
    {
        switch (worker.Health)
        {
            case WorkerHealth.Healthy:
                html.Write($"<span class=\"badge succeeded\">ready</span>");
                break;
            case WorkerHealth.Lost:
                html.Write($"<span class=\"badge failed\">lost</span> {worker.Fault}");
                break;
            default:
                html.Write($"<span class=\"badge\">not checked yet</span>");
                break;
        }
    };
}

using System.Text;
using Imaginator.Host.Observability.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>Writes a health report as plain text: the result in one word, then a line for each check.</summary>
internal static class HealthAnswer
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var text = new StringBuilder(ToWord(report.Status)).Append('\n');
        foreach (var (name, entry) in report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            // The exception of a check is in the log, but not public.
            var description = entry.Exception is null ? entry.Description : "internal error: see the daemon log";
            text.Append(name).Append(": ").Append(ToWord(entry.Status));
            text.Append(string.IsNullOrEmpty(description) ? "" : ", " + LogEscaping.Escape(description)).Append('\n');
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static string ToWord(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "warning",
        _ => "failed",
    };
}

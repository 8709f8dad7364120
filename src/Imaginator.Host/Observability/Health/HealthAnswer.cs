using System.Text;
using Imaginator.Host.Observability.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>Writes what health checks found as plain text: the result in one word, then a line for each check.</summary>
internal static class HealthAnswer
{
    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="report">What was found.</param>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var text = new StringBuilder(InWord(report.Status)).Append('\n');
        foreach (var (name, entry) in report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            // An exception of a check is in the log; here it is no one's business.
            var description = entry.Exception is null ? entry.Description : "internal error: the log has the details";
            text.Append(name).Append(": ").Append(InWord(entry.Status));
            text.Append(string.IsNullOrEmpty(description) ? "" : ", " + LogText.Escape(description)).Append('\n');
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static string InWord(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "warning",
        _ => "failed",
    };
}

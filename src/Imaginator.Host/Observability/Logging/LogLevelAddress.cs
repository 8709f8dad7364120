using System.Globalization;
using Imaginator.Host.Auditing;
using Imaginator.Host.Rpc.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// <c>POST /setLogLevel?level=N</c> sets the debug level, for callers with access to <c>Logger.SetDebugLevel</c>;
/// <c>GET /setLogLevel</c> returns the level. Thread-safe.
/// </summary>
internal sealed class LogLevelAddress(LogLevels levels, WebCallers callers, AuditLog audit, ILogger<LogLevelAddress> logger)
{
    public const string Path = "/setLogLevel";

    private const string Method = "Logger.SetDebugLevel";
    private const string Channel = "web";

    public Task GetAsync(HttpContext http) => AnswerAsync(http, StatusCodes.Status200OK, Number(levels.DebugLevel));

    public Task SetAsync(HttpContext http)
    {
        var caller = callers.Of(http, Method);
        var call = new AuditedCall(caller, AuditActions.SetDebugLevel, http.Request.Query["level"].ToString(), Channel);
        if (!caller.HasMethodAccess)
        {
            return DenyAsync(
                http, call, $"setting the log level requires a client certificate with access to {Method}, or a user named in -srpcTrustedUsers");
        }

        if (IsFromAnotherSite(http.Request))
        {
            return DenyAsync(http, call, "the request comes from a page of another site");
        }

        if (!int.TryParse(
            http.Request.Query["level"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level))
        {
            return AnswerAsync(
                http, StatusCodes.Status400BadRequest,
                "parameter \"level\" is missing or invalid; give ?level=N, "
                + $"from {LogLevels.Minimum} (least output) to {LogLevels.Maximum} (all output)");
        }

        levels.DebugLevel = level;
        audit.Allowed(call);
        LoggingLog.LevelChanged(logger, levels.DebugLevel, $"{caller.DisplayName} from {caller.Address}");
        return AnswerAsync(http, StatusCodes.Status200OK, Number(levels.DebugLevel));
    }

    private Task DenyAsync(HttpContext http, AuditedCall call, string reason)
    {
        audit.Denied(call, reason);
        return AnswerAsync(http, StatusCodes.Status403Forbidden, reason);
    }

    // A page of another site can make a browser send requests with the user's certificate; the browser names the site.
    private static bool IsFromAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");

    private static Task AnswerAsync(HttpContext http, int status, string line)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(line + "\n", http.RequestAborted);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

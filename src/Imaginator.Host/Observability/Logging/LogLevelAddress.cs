using System.Globalization;
using Imaginator.Host.Rpc.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// <c>POST /setLogLevel?level=N</c> sets the debug level, for callers with access to <c>Logger.SetDebugLevel</c>;
/// <c>GET /setLogLevel</c> says what it is. Thread-safe.
/// </summary>
/// <param name="levels">What it sets.</param>
/// <param name="callers">Says who may.</param>
/// <param name="logger">Is told who did.</param>
internal sealed class LogLevelAddress(LogLevels levels, WebCallers callers, ILogger<LogLevelAddress> logger)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/setLogLevel";

    private const string Method = "Logger.SetDebugLevel";

    /// <summary>Answers what the level is.</summary>
    /// <param name="http">The request.</param>
    public Task GetAsync(HttpContext http) => AnswerAsync(http, StatusCodes.Status200OK, Number(levels.DebugLevel));

    /// <summary>Sets the level.</summary>
    /// <param name="http">The request.</param>
    public Task SetAsync(HttpContext http)
    {
        var caller = callers.Of(http, Method);
        if (!caller.HasMethodAccess)
        {
            return AnswerAsync(
                http, StatusCodes.Status403Forbidden,
                $"setting the log level takes a certificate with access to {Method}, or a user of -srpcTrustedUsers");
        }

        if (IsFromAnotherSite(http.Request))
        {
            return AnswerAsync(http, StatusCodes.Status403Forbidden, "the request comes from a page of another site");
        }

        if (!int.TryParse(
            http.Request.Query["level"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level))
        {
            return AnswerAsync(
                http, StatusCodes.Status400BadRequest,
                $"give the level as ?level=N, from {LogLevels.Lowest} (least is logged) to {LogLevels.Highest} (all is)");
        }

        levels.DebugLevel = level;
        ObservabilityLog.LevelChanged(logger, levels.DebugLevel, $"{caller.DisplayName} from {caller.Address}");
        return AnswerAsync(http, StatusCodes.Status200OK, Number(levels.DebugLevel));
    }

    // A browser sends the certificate of its user wherever a page makes it; and it says where the page is from.
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

using System.Net;
using System.Text.RegularExpressions;

namespace Imaginator.Host.Tests.Access.Sessions;

/// <summary>
/// A browser without scripts: it keeps cookies by host and port, and follows redirects. It does not know the time: cookies end when
/// servers remove them.
/// </summary>
internal sealed partial class TestBrowser : IDisposable
{
    private const int MaximumRedirects = 10;

    private readonly Dictionary<string, Dictionary<string, string>> _cookies = new(StringComparer.Ordinal);
    private readonly HttpClient _http;
    private readonly Uri _home;

    /// <summary>A browser whose addresses are relative to a home.</summary>
    public TestBrowser(string home)
    {
        _home = new Uri(home);
        _http = new HttpClient(new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        });
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    /// <summary>The cookies of the home, by name.</summary>
    public Dictionary<string, string> Cookies => CookiesOf(_home);

    /// <summary>The <c>Set-Cookie</c> headers of all answers.</summary>
    public List<string> SetCookies { get; } = [];

    /// <summary>The addresses that were visited, redirects included.</summary>
    public List<Uri> Visited { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens a page and follows redirects.</summary>
    public Task<(HttpStatusCode Status, string Page)> OpenAsync(string address) =>
        FollowAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_home, address)));

    /// <summary>Sends a form, as a page of the home would, and follows redirects.</summary>
    public Task<(HttpStatusCode Status, string Page)> SubmitAsync(string address, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_home, address))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Origin", _home.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return FollowAsync(request);
    }

    /// <summary>The value of a hidden field of a page.</summary>
    public static string FieldOf(string page, string name) =>
        Field().Matches(page).Where(field => field.Groups["name"].Value == name).Select(field => field.Groups["value"].Value).First();

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, string Page)> FollowAsync(HttpRequestMessage request)
    {
        for (var redirects = 0; redirects < MaximumRedirects; redirects++)
        {
            using var current = request;
            var address = current.RequestUri!;
            Visited.Add(address);
            if (CookiesOf(address) is { Count: > 0 } cookies)
            {
                current.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            }

            using var response = await _http.SendAsync(current, Token);
            Keep(address, response);
            if (response.Headers.Location is not { } location)
            {
                return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
            }

            request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, location));
        }

        throw new InvalidOperationException($"too many redirects: {string.Join(' ', Visited)}");
    }

    private Dictionary<string, string> CookiesOf(Uri address)
    {
        if (!_cookies.TryGetValue(address.Authority, out var cookies))
        {
            _cookies[address.Authority] = cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        return cookies;
    }

    private void Keep(Uri address, HttpResponseMessage response)
    {
        foreach (var header in response.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            SetCookies.Add(header);
            var pair = header.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0)
            {
                CookiesOf(address).Remove(pair[0]);
            }
            else
            {
                CookiesOf(address)[pair[0]] = pair[1];
            }
        }
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""")]
    private static partial Regex Field();
}

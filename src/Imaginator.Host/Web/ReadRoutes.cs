using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web;

/// <summary>Maps addresses that only read. What answers them is made with the first request.</summary>
internal static class ReadRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    // Request delegates only: other handlers load the expression compiler or the JSON serializer at the first request, which
    // costs megabytes (docs/decisions/0072-endpoints-are-request-delegates.md).

    /// <summary>Maps an address whose answer is a service of the container.</summary>
    public static void MapRead<TService>(
        this WebApplication application, string pattern, Func<TService, PageReader, HttpContext, IResult> answer)
        where TService : notnull => application.MapReadAsync<TService>(
            pattern, (service, reader, context) => Task.FromResult(answer(service, reader, context)));

    /// <summary>Maps an address whose answer is a service of the container.</summary>
    public static void MapReadAsync<TService>(
        this WebApplication application, string pattern, Func<TService, PageReader, HttpContext, Task<IResult>> answerAsync)
        where TService : notnull
    {
        var readers = application.Services.GetRequiredService<PageReaders>();
        application.MapMethods(pattern, Reading, (RequestDelegate)(async context =>
        {
            var service = context.RequestServices.GetRequiredService<TService>();
            var result = await answerAsync(service, readers.Of(context), context);
            await result.ExecuteAsync(context);
        }));
    }

    /// <summary>Maps an address whose query is a name.</summary>
    /// <param name="example">What the name is for, with an article.</param>
    public static void MapNamed<TService>(
        this WebApplication application, string pattern, string example, Func<TService, PageReader, PageQuery, HttpContext, Task<IResult>> answerAsync)
        where TService : notnull => application.MapReadAsync<TService>(
            pattern,
            (service, reader, context) => PageQuery.Of(context) is { Name.Length: > 0 } query
                ? answerAsync(service, reader, query, context)
                : Task.FromResult<IResult>(WebFailures.NameMissing(example)));
}

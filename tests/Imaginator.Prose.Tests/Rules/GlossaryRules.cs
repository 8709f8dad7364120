using System.Collections.Immutable;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>One word for one thing: docs/glossary.md.</summary>
internal static class GlossaryRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        Of("image-server", @"(?<!Dominator'?s? )\bimage[- ]servers?\b(?!\.md)(?!.*\bDominator)(?<!\bDominator.*)", "write image store; imageserver only for Dominator's service",
            "images are kept on an image server", "images are kept in an image store")
            with { ExceptPaths = "(^docs/glossary|[iI]mage-?[sS]erv(er|ing)\\b)" },
        Of("store-server", @"\b(served|serving) stores?\b|\bstore servers?\b", "write image store", "the served store is full", "the image store is full"),
        Of("uploader", @"\bimage[- ]?server plugins?\b|\bstore plugins?\b|\bstorage plugins?\b", "write uploader", "the store plugin is not loaded", "the uploader is not loaded"),
        Of("workforce", @"\bworkforces?\b", "write worker pool", "the workforce is busy", "the worker pool is busy"),
        Of("obstacle", @"\bobstacles?\b", "write blocked reason", "the obstacle of the request", "the blocked reason of the request"),
        Of("ticket", @"\btickets?\b", "write subscription", "the caller's ticket ends", "the caller's subscription ends"),
        Of("survey", @"\bsurvey(s|ed|ing)?\b", "write manifest scan, or scan", "a survey of manifests", "a manifest scan"),
        Of("distrust", @"\bdistrust(s|ed|ing)?\b", "write invalidate", "the cached tree is distrusted", "the cached tree is invalidated"),
        Of("give-away", @"\b(gives?|given|gave|giving) away\b", "write consume, or transfer", "the buffer is given away", "the buffer is consumed"),
        Of("settle", @"\b(settles?|settled|settling|hurry|hurries|hurried)\b|\b(brings?|brought) to (the )?disk\b", "write flush, complete or resolve", "the files are brought to disk", "the files are flushed"),
        Of("room", @"\brooms?\b", "write space", "there is room on the disk", "the disk has space"),
        Of("blob", @"(?<!git )(?<!git's )\bblobs?\b", "write object", "the blob is stored", "the object is stored"),
        Of("base-image", @"\b(base|parent) images?\b", "write source image", "the base image is built first", "the source image is built first"),
        Of("slave", @"\bslaves?\b", "write worker", "the slave is lost", "the worker is lost"),
        Of("order-of-build", @"(?<!\b(in|of) )\b(an|this|that|each|every|another|one|a build) order\b(?! of\b)|\border's\b|\borders (that )?(wait|are queued)", "write request", "an order waits in the queue", "a request waits in the queue"),
        Of("queue-place", @"\b(free|build|queue|waiting) places?\b|\bplaces? (for|of) (a |the )?builds?\b|\bplaces? in the queue\b", "write slot", "there is no free place for a build", "the slots are in use"),
        Of("location", @"(?<=\b(its|their|whose|the|a|same|other|this|that|which|default|each|every|another|what) )(?<!\bin (its|their) )places?\b(?! (of|in which)? ?(each other|time))|\bplaces\b", "write location, position, slot, directory or URL",
            "each fault with its place", "each fault with its location"),
        Of("asker", @"\baskers?\b", "write requestor or caller", "the asker waits", "the requestor waits"),
        Of("moment-in-time", @"\b(a|the|this|that|which|each) moments?\b(?! (that|when|later|ago|the|a))(?<!\b(at|for|in) (a|the|this|that) moments?)", "write time", "formats the moment", "formats the time"),
    ];

    private static Rule Of(string name, string pattern, string cure, string not, string but) => new(name, pattern, cure)
    {
        Not = [not],
        But = [but],
        ExceptPaths = "^docs/glossary",
    };
}

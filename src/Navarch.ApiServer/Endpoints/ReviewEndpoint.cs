using Microsoft.AspNetCore.Http;
using Navarch.Api.Authentication.V1;
using Navarch.Api.Authorization.V1;
using Navarch.Api.Validation;
using UserInfo = Navarch.ApiServer.Authentication.UserInfo;

namespace Navarch.ApiServer.Endpoints;

/// <summary>POST to a kind that is a question and never stored: who am I, may I, may they, whose token is this.</summary>
internal sealed class ReviewEndpoint(RbacAuthorizer authorizer, ServiceAccountAuthenticator tokens, string audience) : IEndpoint
{
    /// <summary>The kinds it answers.</summary>
    public static readonly string[] Kinds =
    [
        "SelfSubjectReview", "TokenReview", "SelfSubjectAccessReview", "SubjectAccessReview", "LocalSubjectAccessReview", "SelfSubjectRulesReview",
    ];

    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Document;

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var read = await WriteBody.ReadAsync(call.Http, resource.Kind);
        if (!read.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, read.Status);
            return;
        }

        var question = resource.Resource.IsNamespaced ? read.Value.WithMetadata(read.Value.Metadata with { Namespace = resource.Namespace }) : read.Value;
        if (Refusal(resource.Kind, read.Value, question) is { } refused)
        {
            await StatusResponse.WriteAsync(call.Http, refused);
            return;
        }

        IApiValue answer = question switch
        {
            SelfSubjectReview review => review with { Status = new SelfSubjectReviewStatus { UserInfo = ToApi(call.User) } },
            TokenReview review => review with { Spec = review.Spec with { Token = "" }, Status = Whose(review.Spec) },
            SelfSubjectAccessReview review => review with { Status = May(call.User, review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes) },
            SubjectAccessReview review => review with { Status = May(UserOf(review.Spec), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes) },
            LocalSubjectAccessReview review => review with { Status = May(UserOf(review.Spec), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes) },
            SelfSubjectRulesReview review => review with { Status = Rules(call.User, review.Spec.Namespace) },
            _ => Failures.NoSuchResource(),
        };
        await ObjectResponse.WriteAsync(call.Http, answer, StatusCodes.Status201Created);
    }

    /// <summary>Why a question is none that can be answered, or null.</summary>
    private static Status? Refusal(KindInfo kind, IKubernetesObject asked, IKubernetesObject question)
    {
        switch (question)
        {
            case TokenReview { Spec.Token.Length: 0 }:
                return Failures.BadRequest("token is required for TokenReview in authentication");
            case SelfSubjectRulesReview { Spec.Namespace.Length: 0 }:
                return Failures.BadRequest("no namespace on request");
            case LocalSubjectAccessReview local when asked.Metadata.Namespace.Length > 0 && asked.Metadata.Namespace != local.Metadata.Namespace:
                return Failures.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            default:
                var errors = ObjectValidation.ValidateReview(question);
                return errors.IsEmpty ? null : Failures.Invalid(kind, "", errors);
        }
    }

    private static UserInfo UserOf(SubjectAccessReviewSpec spec) => new(spec.User, spec.Groups) { Uid = spec.UID };

    private static Api.Authentication.V1.UserInfo ToApi(UserInfo user) => new()
    {
        Username = user.Name,
        UID = user.Uid,
        Groups = user.Groups,
        Extra = user.Extra.ToValueMap(),
    };

    private TokenReviewStatus Whose(TokenReviewSpec spec)
    {
        var audiences = spec.Audiences.IsEmpty ? [audience] : spec.Audiences;
        return tokens.Authenticate(spec.Token, audiences.AsSpan()) is var (user, accepted)
            ? new TokenReviewStatus { Authenticated = true, User = ToApi(user), Audiences = accepted }
            : new TokenReviewStatus { Error = "invalid bearer token" };
    }

    private SubjectAccessReviewStatus May(UserInfo user, ResourceAttributes? resource, NonResourceAttributes? path)
    {
        var request = resource is not null
            ? new AccessRequest
            {
                Verb = resource.Verb,
                Group = resource.Group,
                Version = resource.Version,
                Resource = resource.Resource,
                Subresource = resource.Subresource,
                Namespace = resource.Namespace,
                Name = resource.Name,
            }
            : new AccessRequest { Verb = path?.Verb ?? "", Path = path?.Path ?? "" };
        var decision = authorizer.Authorize(user, request);
        return new SubjectAccessReviewStatus { Allowed = decision.Allowed, Reason = decision.Reason };
    }

    private SubjectRulesReviewStatus Rules(UserInfo user, string ns)
    {
        var rules = authorizer.RulesOf(user, ns).ToList();
        return new SubjectRulesReviewStatus
        {
            ResourceRules = rules
                .Where(r => !r.Resources.IsEmpty)
                .Select(r => new ResourceRule { Verbs = r.Verbs, APIGroups = r.APIGroups, Resources = r.Resources, ResourceNames = r.ResourceNames })
                .ToValueList(),
            NonResourceRules = rules
                .Where(r => !r.NonResourceURLs.IsEmpty)
                .Select(r => new NonResourceRule { Verbs = r.Verbs, NonResourceURLs = r.NonResourceURLs })
                .ToValueList(),
        };
    }
}

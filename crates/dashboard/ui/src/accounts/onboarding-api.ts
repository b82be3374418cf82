import { useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { Day, Id, Milestone, OnboardingPlan } from "../api/types";
import { accountKey } from "./api";

const plansKey = (account: Id) => [...accountKey(account), "plans"];

export const usePlans = (account: Id) =>
  useQuery({
    queryKey: plansKey(account),
    queryFn: async () =>
      (
        await call(
          api.GET("/accounts/{id}/onboarding-plans", { params: { path: { id: account } } }),
        )
      ).data,
  });

/** The plans at once, so that what was done is seen when it is told done; the history soon. */
async function changed<T>(account: Id, work: Promise<T>): Promise<T> {
  const answer = await work;
  void queryClient.invalidateQueries({ queryKey: ["timeline", account] });
  await queryClient.invalidateQueries({ queryKey: plansKey(account) });
  return answer;
}

export interface MilestoneInput {
  title: string;
  due_date: Day | null;
}

export const createPlan = (account: Id, name: string, milestones: MilestoneInput[]) =>
  changed(
    account,
    call(
      api.POST("/accounts/{id}/onboarding-plans", {
        params: { path: { id: account } },
        body: { name, milestones },
      }),
    ),
  );

export const renamePlan = (plan: OnboardingPlan, name: string) =>
  changed(
    plan.account_id,
    call(
      api.PATCH("/onboarding-plans/{id}", {
        params: { path: { id: plan.id }, header: ifMatch(plan.version) },
        body: { name },
      }),
    ),
  );

export const deletePlan = (plan: OnboardingPlan) =>
  changed(
    plan.account_id,
    call(api.DELETE("/onboarding-plans/{id}", { params: { path: { id: plan.id } } })),
  );

export const addMilestone = (plan: OnboardingPlan, input: MilestoneInput) =>
  changed(
    plan.account_id,
    call(
      api.POST("/onboarding-plans/{id}/milestones", {
        params: { path: { id: plan.id } },
        body: input,
      }),
    ),
  );

export const patchMilestone = (
  account: Id,
  milestone: Milestone,
  patch: Partial<MilestoneInput> & { completed?: boolean },
) =>
  changed(
    account,
    call(
      api.PATCH("/onboarding-milestones/{id}", {
        params: { path: { id: milestone.id }, header: ifMatch(milestone.version) },
        body: patch,
      }),
    ),
  );

export const deleteMilestone = (account: Id, milestone: Milestone) =>
  changed(
    account,
    call(api.DELETE("/onboarding-milestones/{id}", { params: { path: { id: milestone.id } } })),
  );
